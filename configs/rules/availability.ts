import {
  and,
  andOn,
  binary,
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
import type { Settings } from '../settings/index.ts';
import {
  down,
  jobIs,
  JOB,
  onlyVllm,
  SERVER,
  TARGET,
  vllmJobRecords,
  vllmJobs,
  type VllmJob,
} from '../slo/scope.ts';
import { withFormerNames } from '../vllm/index.ts';
import { unlessPausedWithin } from '../slo/stopped.ts';
import { absentFor, allDown, allDownFor, anyOf, byStartupTime, downFor, LOADING_TIME } from './absence.ts';
import { unlessAsleep } from './asleep.ts';
import type { RuleDefinition } from './rule.ts';

const UP_QUERY = 'up{job="<job>"}';

/** Jobs of the settings that a condition holds for; undefined if there are none, or none is known. */
function jobsThat(settings: Settings, holds: (job: VllmJob) => boolean): readonly VllmJob[] | undefined {
  const jobs = vllmJobRecords(settings).filter(holds);
  return jobs.length === 0 ? undefined : jobs;
}

/** A stopped server of a configured target stays listed, so its absence cannot be told from its failure. */
const isStoppedByDesign = ({ mayBeAbsent, discovered }: VllmJob) => mayBeAbsent && !discovered;

const targetsMissing: RuleDefinition = {
  name: 'VLLMTargetsMissing',
  severity: 'critical',
  for: '2m',
  why: 'no server of the job is reachable; two minutes are longer than a container restart. `startupTime` of a job is for one whose only server is replaced: it allows for loading the model',
  source: 'prometheus',
  query: (settings) => {
    const jobs = vllmJobRecords(settings);
    const expected = jobs.filter(({ mayBeAbsent }) => !mayBeAbsent);
    const immediate = expected.filter(({ startupTime }) => startupTime === undefined).map(({ name }) => name);
    const patient = byStartupTime(
      expected.filter(({ startupTime }) => startupTime !== undefined),
      LOADING_TIME,
    );
    // Scaled to zero there are no pods; pods that do not start are a failure all the same.
    const scaled = byStartupTime(
      jobs.filter(({ mayBeAbsent, discovered }) => mayBeAbsent && discovered),
      LOADING_TIME,
    );
    return anyOf([
      immediate.length === 0 ? undefined : allDown(immediate),
      ...patient.flatMap(([time, names]) => [allDownFor(names, time), ...absentFor(names, time)]),
      ...scaled.map(([time, names]) => allDownFor(names, time)),
    ]);
  },
  summary: 'All vLLM servers of a job are down.',
  description: 'Job {{ $labels.job }} has no reachable target, or no target at all.',
  dashboard: 'model',
  runbook: {
    meaning:
      'Prometheus cannot scrape any server of the job: all of them are down, unreachable, or missing from the configuration.',
    impact: 'Requests to the models of this job fail.',
    blind: [
      'Servers that answer scrapes and fail requests: see HTTPServerErrors.',
      'A job with `mayBeAbsent` that is not scaled up although requests arrive: the gateway in front of it sees those.',
      'For a job with `startupTime`, every outage that is shorter.',
    ],
    diagnosis: [
      {
        text: 'Check which targets the job has and why their scrapes fail (Status, Target health).',
        query: UP_QUERY,
      },
      { text: 'Read the last log lines of the servers.', query: '{service_name="<job>"}' },
      { text: 'If the job has no targets, check `targets` or `kubernetes.discovery` in the stack file.' },
    ],
    mitigation: [
      'Restart the servers, or roll back the last deployment.',
      'If they are running: check network, port, TLS and scrape credentials from where Prometheus runs.',
    ],
  },
};

const targetDown: RuleDefinition = {
  name: 'VLLMTargetDown',
  severity: 'warning',
  for: '1m',
  why: 'other replicas still serve, and a roll-out must not open a ticket: a server counts as down after `startupTime` of its job, by default 30 minutes, the longest that KServe waits for a model to load',
  source: 'prometheus',
  // While a whole job is down, VLLMTargetsMissing fires once.
  query: (settings) => {
    const jobs = jobsThat(settings, (job) => !isStoppedByDesign(job));
    if (jobs === undefined) return undefined;
    const up = selector('up', jobIs(jobs.map(({ name }) => name)));
    const silent = anyOf(byStartupTime(jobs, LOADING_TIME).map(([time, names]) => downFor(names, time)))!;
    return andOn(JOB, silent, binary(maxBy(JOB, up), '>', 0));
  },
  summary: 'A vLLM server is down.',
  description:
    'Target {{ $labels.instance }} of job {{ $labels.job }} has been down for longer than loading its model takes.',
  dashboard: 'model',
  runbook: {
    meaning:
      'One server of the job has not answered a scrape for its `startupTime` (30 minutes by default), while others are up.',
    impact: 'Less capacity, so queues grow sooner. Requests routed to this server fail.',
    diagnosis: [
      { text: 'Check why the scrape fails and since when (Status, Target health).', query: UP_QUERY },
      {
        text: 'Look for the error that terminated it.',
        query: '{service_name="<job>"} |~ "(?i)error|killed|exception"',
      },
    ],
    mitigation: [
      'Restart the server. Take it out of the load balancer until it is up.',
      'If it is repeatedly OOM-killed, lower `--gpu-memory-utilization` or `--max-num-seqs`.',
    ],
  },
};

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
    const written = sumBy(by, rate('vllm:generation_tokens_total', job, '2m'));
    const read = sumBy(by, rate('vllm:prompt_tokens_total', job, '2m'));
    const idle = and(
      binary(plus(requests, waiting), '>', 0),
      binary(written, '==', 0),
      binary(read, '==', 0),
    );
    // A chunked prefill takes KV blocks with every step, and counts its prompt only with the first output token.
    const [current, ...former] = withFormerNames('vllm:kv_cache_usage_perc').map((name) =>
      overTime('changes', selector(name, job), '2m'),
    );
    const computing = binary(maxBy(by, or(current!, ...former)), '>', 0);
    return unlessPausedWithin(unlessAsleep(unless(idle, computing), job, by), job, '15m');
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
    const known = vllmJobs(settings).length > 0;
    const jobs = jobsThat(settings, ({ mayBeAbsent }) => !mayBeAbsent);
    if (known && jobs === undefined) return undefined;
    const job = jobIs((jobs ?? []).map(({ name }) => name));
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
    const known = vllmJobs(settings).length > 0;
    const jobs = jobsThat(settings, (each) => !isStoppedByDesign(each));
    if (known && jobs === undefined) return undefined;
    const job = jobIs((jobs ?? []).map(({ name }) => name));
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

/** A server that answers and is not vLLM, or not in a form that anything here can read. */
const metricsMissing: RuleDefinition = {
  name: 'VLLMMetricsMissing',
  severity: 'warning',
  for: '10m',
  why: 'the API server exposes the metrics of its engine from the first scrape on; ten minutes leave room for a restart',
  source: 'prometheus',
  query: (settings) => {
    const jobs = vllmJobs(settings);
    if (jobs.length === 0) return undefined;
    const answering = binary(selector('up', jobIs(jobs)), '==', 1);
    const engines = selector('vllm:num_requests_running', jobIs(jobs));
    return unless(answering, engines, { on: TARGET });
  },
  summary: 'A vLLM target exports no vLLM metrics.',
  description:
    'Target {{ $labels.instance }} of job {{ $labels.job }} answers scrapes, but without metrics of vLLM.',
  dashboard: 'model',
  runbook: {
    meaning:
      'The target is up, and none of its series is `vllm:num_requests_running`: the wrong port or path, another program, metrics disabled (`--disable-log-stats`), or other names, such as those of Ray Serve (`ray_vllm_…`).',
    impact: 'No dashboard and no other alert sees this server.',
    diagnosis: [
      { text: 'Check the address (Status, Target health).', query: UP_QUERY },
      {
        text: 'Check what it exports.',
        query: 'topk(10, count by (__name__) ({job="<job>",instance="<instance>"}))',
      },
    ],
    mitigation: [
      'Correct the port or the `path` of the target or discovery.',
      'If it is not vLLM, set `kind: http` or `kind: prometheus` on the target.',
      'Start vLLM without `--disable-log-stats`.',
    ],
  },
};

/** vLLM is reachable and produces tokens. */
export const AVAILABILITY_RULES = [
  targetsMissing,
  targetDown,
  metricsMissing,
  engineStalled,
  engineAsleep,
  restarting,
];
