import {
  absent,
  aggregate,
  and,
  andOn,
  binary,
  maxBy,
  not,
  or,
  overTime,
  plus,
  rate,
  selector,
  sumBy,
  unless,
  type Expression,
} from '../promql/index.ts';
import type { RuleDefinition } from './rule.ts';
import { down, jobIs, JOB, onlyVllm, SERVER, TARGET, vllmJobs } from '../slo/scope.ts';

const UP_QUERY = 'up{job="<job>"}';

/**
 * Jobs none of whose targets answers, and jobs that have no target left. The latter one by one, as `absent` keeps the label
 * `job` of a plain selector only; it cannot see a namespace that has lost its targets while others have theirs, so the last hour
 * is compared with now.
 */
export function allDown(jobs: readonly string[]): Expression {
  const up = selector('up', jobIs(jobs));
  const gone = unless(aggregate('group', JOB, overTime('last_over_time', up, '1h')), up, { on: JOB });
  return or(
    down(maxBy(JOB, up)),
    andOn(['job'], gone, up),
    ...jobs.map((job) => absent(selector('up', { job }))),
  );
}

const targetsMissing: RuleDefinition = {
  name: 'VLLMTargetsMissing',
  severity: 'critical',
  for: '2m',
  why: 'no server of the job is reachable; two minutes are longer than a container restart, and shorter than loading a model',
  source: 'prometheus',
  query: (settings) => {
    const jobs = vllmJobs(settings);
    return jobs.length === 0 ? undefined : allDown(jobs);
  },
  summary: 'All vLLM servers of a job are down.',
  description: 'Job {{ $labels.job }} has no reachable target, or no target at all.',
  dashboard: 'model',
  runbook: {
    meaning:
      'Prometheus cannot scrape any server of the job: all of them are down, unreachable, or missing from the configuration.',
    impact: 'Requests to the models of this job fail.',
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
  for: '5m',
  why: 'other replicas still serve; five minutes are longer than loading weights after a deployment',
  source: 'prometheus',
  // While a whole job is down, VLLMTargetsMissing says so once.
  query: (settings) => {
    const jobs = vllmJobs(settings);
    if (jobs.length === 0) return undefined;
    const up = selector('up', jobIs(jobs));
    return andOn(JOB, down(up), binary(maxBy(JOB, up), '>', 0));
  },
  summary: 'A vLLM server is down.',
  description: 'Target {{ $labels.instance }} of job {{ $labels.job }} is down.',
  dashboard: 'model',
  runbook: {
    meaning: 'One server of the job is down while others are up.',
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
  why: 'an engine with requests and without a token for 2 minutes (the rate window) plus 3 minutes is hung: a step takes seconds at most',
  source: 'prometheus',
  query: (settings) => {
    const job = jobIs(vllmJobs(settings));
    // An engine of a data-parallel server can hang by itself, so the index stays.
    const by = [...SERVER, 'engine'] as const;
    const requests = sumBy(by, selector('vllm:num_requests_running', job));
    const waiting = sumBy(by, selector('vllm:num_requests_waiting', job));
    const written = sumBy(by, rate('vllm:generation_tokens_total', job, '2m'));
    const read = sumBy(by, rate('vllm:prompt_tokens_total', job, '2m'));
    const awake = sumBy(by, selector('vllm:engine_sleep_state', { ...job, sleep_state: 'awake' }));
    return unless(
      and(binary(plus(requests, waiting), '>', 0), binary(written, '==', 0), binary(read, '==', 0)),
      binary(awake, '==', 0),
    );
  },
  summary: 'The vLLM engine is stalled: requests pending, no tokens produced.',
  description:
    'Engine {{ $labels.engine }} of {{ $labels.instance }} ({{ $labels.model_name }}) has {{ $value }} requests and has produced no token for minutes.',
  dashboard: 'model',
  runbook: {
    meaning:
      'Requests are running or waiting, but no prompt tokens are processed and no tokens are generated. The health check still passes.',
    impact: 'Requests to this server hang until the client times out.',
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
  why: 'sleep between two training jobs lasts for minutes; an engine that sleeps longer was not woken up',
  source: 'prometheus',
  query: (settings) => {
    const job = jobIs(vllmJobs(settings));
    const asleep = selector('vllm:engine_sleep_state', {
      ...job,
      sleep_state: not('awake'),
    });
    return binary(maxBy([...SERVER, 'sleep_state'], asleep), '>', 0);
  },
  summary: 'The vLLM engine is asleep.',
  description:
    'An engine of {{ $labels.instance }} ({{ $labels.model_name }}) is in sleep state {{ $labels.sleep_state }}.',
  dashboard: 'model',
  runbook: {
    meaning: 'The engine was put to sleep (`/sleep`) and has not been woken up.',
    impact: 'Requests to this server wait until it is woken up.',
    diagnosis: [
      { text: 'Check since when.', query: 'vllm:engine_sleep_state{instance="<instance>"}' },
      { text: 'Find the client that called `/sleep`.', query: '{service_name="<job>"} |= "/sleep"' },
    ],
    mitigation: [
      'Wake it up: `POST /wake_up`.',
      'If servers sleep by design, disable this rule (`alerts.rules.VLLMEngineAsleep.enabled`).',
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
    const job = jobIs(vllmJobs(settings));
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

/** vLLM is reachable and produces tokens. */
export const AVAILABILITY_RULES = [targetsMissing, targetDown, engineStalled, engineAsleep, restarting];
