import {
  andOn,
  binary,
  eachOf,
  maxBy,
  minBy,
  or,
  overTime,
  plus,
  rate,
  selector,
  sumBy,
  unless,
} from '../promql/index.ts';
import { windowOf } from '../recording/index.ts';
import { down, jobIs, jobsWhere, onlyVllm, SERVER, TARGET, vllmJobs } from '../slo/scope.ts';
import { unlessPausedWithin } from '../slo/stopped.ts';
import { withFormerNames } from '../vllm/index.ts';
import { isStoppedByDesign } from './absence.ts';
import { unlessAsleep } from './asleep.ts';
import type { RuleDefinition } from './rule.ts';

/** Servers that have work and yield nothing: neither prompt nor output tokens. */
const engineStalled: RuleDefinition = {
  name: 'VLLMEngineStalled',
  severity: 'critical',
  for: '3m',
  why: 'an engine with requests, without a token and without a change of its KV cache for 2 minutes (the window) plus 3 minutes is hung: a step takes seconds at most',
  source: 'prometheus',
  query: (settings) => {
    const job = jobIs(vllmJobs(settings));
    // An engine of a data-parallel server can hang by itself, so the index stays.
    const by = [...SERVER, 'engine'] as const;
    const requests = sumBy(by, selector('vllm:num_requests_running', job));
    const waiting = sumBy(by, selector('vllm:num_requests_waiting', job));
    const window = windowOf(settings, 120);
    // Subtracted rather than compared with 0: the Rust front end exports neither counter before its first token.
    const tokens = (name: 'vllm:generation_tokens_total' | 'vllm:prompt_tokens_total') =>
      binary(sumBy(by, rate(name, job, window)), '>', 0);
    // A chunked prefill takes KV blocks with every step, and counts its prompt only with the first output token.
    const changes = eachOf(withFormerNames('vllm:kv_cache_usage_perc'), (name) =>
      overTime('changes', selector(name, job), window),
    );
    const working = or(
      tokens('vllm:generation_tokens_total'),
      tokens('vllm:prompt_tokens_total'),
      binary(maxBy(by, changes), '>', 0),
    );
    // Only of servers that answer: a gap in the scrapes leaves the last number of requests for five minutes, and no rate.
    const pending = andOn(
      TARGET,
      binary(plus(requests, waiting), '>', 0),
      binary(overTime('last_over_time', selector('up', job), window), '==', 1),
    );
    return unlessPausedWithin(unlessAsleep(unless(pending, working), job, by), job, '15m');
  },
  summary: 'The vLLM engine is stalled: requests pending, no tokens produced.',
  description:
    'Engine {{ $labels.engine }} of {{ $labels.instance }} ({{ $labels.model_name }}) has {{ $value }} requests and has produced no token for minutes.',
  dashboard: 'model',
  runbook: {
    meaning:
      'Requests are running or waiting, but no prompt tokens are processed, no tokens are generated and the KV cache usage does not change. The health check still passes. A long prefill changes the KV cache with every chunk and does not fire.',
    impact: 'Requests to this server hang until the client times out.',
    blind: [
      'An engine that hangs without a request on it, or before the request reached its queue.',
      'An engine that was paused over HTTP (`/pause`) in the last 15 minutes. One that is paused for longer with `mode=keep`, or over the Python API, looks like a hung one and fires.',
      'A single step of more than five minutes, for example a prefill without chunking, fires as well.',
    ],
    diagnosis: [
      { text: 'Check its running requests.', query: 'vllm:num_requests_running{instance="<instance>"}' },
      {
        text: 'Check when the last token was generated.',
        query: 'rate(vllm:generation_tokens_total{instance="<instance>"}[2m])',
      },
      {
        text: 'Waiting requests with an empty KV cache point to a request that can never be scheduled: its prompt is longer than the cache.',
        query: 'vllm:kv_cache_usage_perc{instance="<instance>"}',
      },
      {
        text: 'Look for a collective operation that waits for a lost peer.',
        query: '{service_name="<job>"} |~ "NCCL|RCCL|timeout|EngineCore"',
      },
    ],
    mitigation: [
      'Save a stack dump (`py-spy dump --pid <EngineCore>`) for a bug report, then restart the server.',
      'If the same prompt stalls it again, limit `--max-model-len`.',
    ],
  },
};

const engineAsleep: RuleDefinition = {
  name: 'VLLMEngineAsleep',
  severity: 'warning',
  for: '15m',
  why: 'sleep between two training jobs lasts for minutes; an engine that sleeps longer was not woken up, unless its job has `mayBeAbsent`',
  source: 'prometheus',
  query: (settings) => {
    const job = jobsWhere(settings, ({ mayBeAbsent }) => !mayBeAbsent);
    if (job === undefined) return undefined;
    // At level 0 (KV memory released) the engine is in none of the three states, so it is asleep when it is not awake.
    const awake = selector('vllm:engine_sleep_state', { ...job, sleep_state: 'awake' });
    return down(minBy(SERVER, awake));
  },
  summary: 'The vLLM engine is asleep.',
  description: 'An engine of {{ $labels.instance }} ({{ $labels.model_name }}) is asleep.',
  dashboard: 'model',
  runbook: {
    meaning: 'The engine was put to sleep (`/sleep`) at any level and has not been woken up.',
    impact:
      'From vLLM 0.33 running requests are aborted and new ones get a 503, unless it was put to sleep with `mode=keep`; before, and with `keep`, requests wait until it is woken up.',
    blind: ['An engine that is paused (`/pause`): it counts as awake, and no metric shows it.'],
    diagnosis: [
      {
        text: 'Check since when, and at which level: weights offloaded (1), all discarded (2), or only KV memory released (0, no state is 1).',
        query: 'vllm:engine_sleep_state{instance="<instance>"}',
      },
      { text: 'Find the client that called `/sleep`.', query: '{service_name="<job>"} |= "/sleep"' },
    ],
    mitigation: [
      'Wake it up: `POST /wake_up`.',
      'If servers sleep by design, set `mayBeAbsent: true` on their target or discovery.',
    ],
  },
};

const restarting: RuleDefinition = {
  name: 'VLLMRestarting',
  severity: 'warning',
  for: '0s',
  threshold: { value: 2, of: 'restarts of one server in an hour' },
  why: 'a deployment restarts a server once, a rollback once more',
  source: 'prometheus',
  query: (settings) => {
    const job = jobsWhere(settings, (each) => !isStoppedByDesign(each));
    if (job === undefined) return undefined;
    // With several API servers vLLM has no process metrics; a counter that starts again says the same.
    const starts = maxBy(TARGET, overTime('changes', selector('process_start_time_seconds', job), '1h'));
    const resets = maxBy(TARGET, overTime('resets', selector('vllm:prompt_tokens_total', job), '1h'));
    return onlyVllm(settings, or(starts, resets), TARGET);
  },
  fires: 'above',
  summary: 'A vLLM server restarts repeatedly.',
  description:
    '{{ $labels.instance }} of job {{ $labels.job }} restarted {{ $value }} times in the last hour.',
  dashboard: 'model',
  keepFiringFor: '10m',
  runbook: {
    meaning: 'The process at one address restarted several times within an hour.',
    impact: 'Each restart loses running requests and the KV cache, and takes minutes to load the weights.',
    diagnosis: [
      { text: 'Check the start times.', query: 'process_start_time_seconds{instance="<instance>"}' },
      {
        text: 'Read the log lines before each start.',
        query: '{service_name="<job>"} |~ "(?i)out of memory|EngineDead|Traceback|SIGTERM|SIGKILL"',
      },
      { text: 'On Kubernetes, check the last state of the container: `kubectl describe pod`.' },
    ],
    mitigation: [
      'Out of memory: lower `--gpu-memory-utilization`, `--max-num-seqs` or `--max-model-len`.',
      'Killed by a liveness probe: add a startup probe that covers loading the weights.',
    ],
  },
};

/** Engines produce tokens. */
export const ENGINE_RULES = [engineStalled];
/** Engines are awake and stay up. */
export const LIFECYCLE_RULES = [engineAsleep, restarting];
