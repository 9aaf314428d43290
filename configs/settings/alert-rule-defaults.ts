import { LOG_RULE_DEFAULTS } from './log-rule-defaults.ts';
import type { Severity } from './severity.ts';

export interface Threshold {
  readonly value: number;
  /** What the number counts, as the end of "Fires above …" or "Fires below …". */
  readonly of: string;
}

export interface RuleDefaults {
  readonly severity: Severity;
  /** How long the condition has to hold. */
  readonly for: string;
  readonly threshold?: Threshold;
  /** Why these numbers. */
  readonly why: string;
}

/**
 * Every alert rule that can be tuned, with the reason for its numbers. Pages are for symptoms that users feel; causes are
 * tickets, as a full cache or a growing queue may well be what the hardware was bought for.
 */
export const RULE_DEFAULTS = {
  VLLMTargetsMissing: {
    severity: 'critical',
    for: '2m',
    why: 'no server of a job answers; two minutes outlast a restart of a container, not that of a model',
  },
  VLLMTargetDown: {
    severity: 'warning',
    for: '5m',
    why: 'other replicas still serve; five minutes outlast loading the weights after a deploy',
  },
  VLLMEngineStalled: {
    severity: 'critical',
    for: '3m',
    why: 'an engine that has work and yields no token for the 2 min of the rate and 3 min more is hung: a step takes at most seconds',
  },
  VLLMEngineAsleep: {
    severity: 'warning',
    for: '15m',
    why: 'sleep between two jobs of training lasts minutes; longer is an engine that somebody forgot to wake',
  },
  VLLMRestarting: {
    severity: 'warning',
    for: '0s',
    threshold: { value: 2, of: 'restarts of one server in an hour' },
    why: 'a deploy restarts a server once, a roll-back once more',
  },
  VLLMQueueGrowing: {
    severity: 'warning',
    for: '10m',
    threshold: { value: 2, of: 'waiting requests for each running one, while the queue grows' },
    why: 'a queue twice the batch adds about two generations of waiting; bursts are gone within ten minutes',
  },
  VLLMKVCachePressure: {
    severity: 'warning',
    for: '10m',
    threshold: { value: 0.95, of: 'of the KV cache in use, while requests wait' },
    why: 'a full cache alone is a well used one; with a queue it is what holds requests back',
  },
  VLLMPreemptionsHigh: {
    severity: 'warning',
    for: '10m',
    threshold: { value: 0.05, of: 'preemptions for each finished request' },
    why: 'each preemption throws work away and stalls one user; one in twenty requests is past noise',
  },
  VLLMAdmissionRejections: {
    severity: 'warning',
    for: '5m',
    threshold: { value: 0.01, of: 'of the requests refused at the queue limit' },
    why: 'the limit is meant to shed the top of a burst, not one request in a hundred for five minutes',
  },
  VLLMErrorFinishes: {
    severity: 'warning',
    for: '5m',
    threshold: { value: 0.02, of: 'of the finished requests ended in an error' },
    why: 'the budget alerts page; this one names the model while the share is still small',
  },
  VLLMCorruptedOutput: {
    severity: 'warning',
    for: '0s',
    threshold: { value: 0, of: 'requests with NaN logits in ten minutes' },
    why: 'there is no harmless NaN: weights, kernel or GPU memory are broken',
  },
  VLLMKVTransferFailures: {
    severity: 'warning',
    for: '5m',
    threshold: { value: 0, of: 'failed or expired KV transfers in ten minutes' },
    why: 'a lost transfer is a prompt computed twice; a single one is gone from the window within fifteen minutes',
  },
  VLLMKVOffloadFailures: {
    severity: 'warning',
    for: '10m',
    threshold: { value: 0, of: 'failed stores or loads of offloaded KV blocks in ten minutes' },
    why: 'offloading is an optimisation: failing all the time makes it a cost',
  },
  HTTPServerErrors: {
    severity: 'critical',
    for: '3m',
    threshold: { value: 0.05, of: 'of the HTTP requests, probes aside, answered with 5xx' },
    why: 'requests that never reach an engine are in no budget, so this pages; 5 % is past the retries of a deploy',
  },
  TargetDown: {
    severity: 'warning',
    for: '5m',
    why: 'whatever is scraped beside vLLM; five minutes outlast a restart',
  },
  VLLMAvailabilityBudgetBurnFast: {
    severity: 'critical',
    for: '0s',
    why: 'both windows have to agree, so there is nothing to wait for (Google SRE workbook, ch. 5)',
  },
  VLLMAvailabilityBudgetBurnSlow: {
    severity: 'warning',
    for: '15m',
    why: 'at this speed the budget lasts days, so working hours are soon enough; within a quarter of an hour a page overtakes its ticket',
  },
  VLLMTimeToFirstTokenBudgetBurnFast: {
    severity: 'critical',
    for: '0s',
    why: 'the wait that every user sees',
  },
  VLLMTimeToFirstTokenBudgetBurnSlow: {
    severity: 'warning',
    for: '15m',
    why: 'at this speed the budget lasts days, so working hours are soon enough; within a quarter of an hour a page overtakes its ticket',
  },
  VLLMTimePerOutputTokenBudgetBurnFast: {
    severity: 'critical',
    for: '0s',
    why: 'text that appears slower than it is read',
  },
  VLLMTimePerOutputTokenBudgetBurnSlow: {
    severity: 'warning',
    for: '15m',
    why: 'at this speed the budget lasts days, so working hours are soon enough; within a quarter of an hour a page overtakes its ticket',
  },
  VLLMEndToEndLatencyBudgetBurnFast: {
    severity: 'critical',
    for: '0s',
    why: 'clients without streaming see nothing but this',
  },
  VLLMEndToEndLatencyBudgetBurnSlow: {
    severity: 'warning',
    for: '15m',
    why: 'at this speed the budget lasts days, so working hours are soon enough; within a quarter of an hour a page overtakes its ticket',
  },
  VLLMQueueTimeBudgetBurnFast: {
    severity: 'warning',
    for: '0s',
    why: 'a cause: what users feel of the queue is in the time to first token, which pages',
  },
  VLLMQueueTimeBudgetBurnSlow: {
    severity: 'info',
    for: '15m',
    why: 'a hint for capacity planning; within a quarter of an hour a page overtakes it',
  },
  SLODataMissing: {
    severity: 'warning',
    for: '15m',
    why: 'a budget that cannot be computed looks like one that nobody spends; the windows need a quarter of an hour after a start',
  },
  MonitoringTargetDown: {
    severity: 'warning',
    for: '5m',
    why: 'users are not hurt, but the next incident would go unseen',
  },
  PrometheusUnreachable: {
    severity: 'critical',
    for: '2m',
    why: 'without Prometheus no other rule says anything',
  },
  LogsMissing: {
    severity: 'warning',
    for: '5m',
    why: 'servers that answer probes log something every quarter of an hour',
  },
  RuleEvaluationFailing: {
    severity: 'warning',
    for: '5m',
    threshold: { value: 0, of: 'failed or missed rule evaluations in ten minutes' },
    why: 'a rule that fails is an alert that does not fire',
  },
  ScrapeLimitHit: {
    severity: 'warning',
    for: '5m',
    threshold: { value: 0, of: 'scrapes refused at a limit in ten minutes' },
    why: 'a scrape over its limit is lost whole, and the target looks dead',
  },
  PrometheusReloadFailed: {
    severity: 'warning',
    for: '5m',
    why: 'Prometheus goes on with the old configuration, and fails at its next start',
  },
  StorageFailing: {
    severity: 'critical',
    for: '0s',
    threshold: { value: 0, of: 'failed writes of Prometheus or Loki to their disks in fifteen minutes' },
    why: 'samples and lines are being lost',
  },
  DiskSpaceLow: {
    severity: 'warning',
    for: '15m',
    threshold: { value: 0.1, of: 'of the space left on a disk' },
    why: 'Loki stops its write-ahead log at 90 % and Prometheus compacts with spare room of about a tenth',
  },
  LogsDropped: {
    severity: 'warning',
    for: '5m',
    threshold: { value: 0, of: 'log entries dropped in ten minutes' },
    why: 'the collector retries for minutes before it drops anything',
  },
  LokiRequestErrors: {
    severity: 'warning',
    for: '10m',
    threshold: { value: 0.1, of: "of Loki's requests, probes aside, answered with 5xx" },
    why: "the bound of Loki's own mixin",
  },
  NotificationsFailing: {
    severity: 'warning',
    for: '5m',
    threshold: { value: 0, of: 'messages that Grafana could not deliver in ten minutes' },
    why: 'an alert that nobody receives; another receiver may still work',
  },
  ...LOG_RULE_DEFAULTS,
} as const satisfies Record<string, RuleDefaults>;

export type RuleName = keyof typeof RULE_DEFAULTS;
export const RULE_NAMES = Object.keys(RULE_DEFAULTS) as readonly RuleName[];
