import {
  absent,
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
import { down, jobIs, onlyVllm, SERVER, vllmJobs } from '../slo/scope.ts';

const UP_QUERY = 'up{job="<job>"}';

/**
 * Jobs none of whose targets answers, and jobs that have no target left. The latter one by one, as `absent` keeps the label
 * `job` of a plain selector only.
 */
export function allDown(jobs: readonly string[]): Expression {
  const silent = down(maxBy(['job'], selector('up', jobIs(jobs))));
  return or(silent, ...jobs.map((job) => absent(selector('up', { job }))));
}

const targetsMissing: RuleDefinition = {
  name: 'VLLMTargetsMissing',
  severity: 'critical',
  for: '2m',
  why: 'no server of a job answers; two minutes outlast a restart of a container, not that of a model',
  source: 'prometheus',
  query: (settings) => {
    const jobs = vllmJobs(settings);
    return jobs.length === 0 ? undefined : allDown(jobs);
  },
  summary: 'No vLLM server of a job answers.',
  description: 'No target of the job {{ $labels.job }} answers its scrape, or it has no target at all.',
  board: 'model',
  runbook: {
    meaning:
      'Prometheus reaches none of the servers of a job: all of them are down, unreachable, or gone from the configuration.',
    impact: 'Requests to the models of this job fail.',
    diagnosis: [
      {
        text: 'See which targets the job has, and why their scrapes fail (Status, Targets).',
        query: UP_QUERY,
      },
      { text: 'Read the last lines of the servers.', query: '{service_name="<job>"}' },
      { text: 'If there is no target at all, look at the configuration of targets or discovery.' },
    ],
    mitigation: [
      'Start the servers again, or roll the last deploy back.',
      'If they run: check network, port, TLS and credentials of the scrape from where Prometheus runs.',
    ],
  },
};

const targetDown: RuleDefinition = {
  name: 'VLLMTargetDown',
  severity: 'warning',
  for: '5m',
  why: 'other replicas still serve; five minutes outlast loading the weights after a deploy',
  source: 'prometheus',
  // While a whole job is down, VLLMTargetsMissing says so once.
  query: (settings) => {
    const jobs = vllmJobs(settings);
    if (jobs.length === 0) return undefined;
    const up = selector('up', jobIs(jobs));
    return andOn(['job'], down(up), binary(maxBy(['job'], up), '>', 0));
  },
  summary: 'A vLLM server does not answer.',
  description: 'Target {{ $labels.instance }} of the job {{ $labels.job }} does not answer its scrape.',
  board: 'model',
  runbook: {
    meaning: 'One server of a job does not answer, while others do.',
    impact: 'Less capacity: queues grow sooner. Requests sent to this server fail.',
    diagnosis: [
      { text: 'See the reason of the failed scrape (Status, Targets) and since when.', query: UP_QUERY },
      {
        text: 'Look for the error that ended it.',
        query: '{service_name="<job>"} |~ "(?i)error|killed|exception"',
      },
    ],
    mitigation: [
      'Restart the server; take it out of the load balancer until it is back.',
      'If it is killed for memory again and again, lower `--gpu-memory-utilization` or `--max-num-seqs`.',
    ],
  },
};

/** Servers that have work and yield nothing: neither prompt nor output tokens. */
const engineStalled: RuleDefinition = {
  name: 'VLLMEngineStalled',
  severity: 'critical',
  for: '3m',
  why: 'an engine that has work and yields no token for the 2 min of the rate and 3 min more is hung: a step takes at most seconds',
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
  summary: 'A vLLM engine has requests and yields no tokens.',
  description:
    '{{ $value }} requests are held by engine {{ $labels.engine }} of {{ $labels.instance }} ({{ $labels.model_name }}), and no token has come for minutes.',
  board: 'model',
  runbook: {
    meaning:
      'Requests run or wait, but no prompt token is read and no token written. The server answers its health check all the same.',
    impact: 'Every request to this server hangs until its client gives up.',
    diagnosis: [
      { text: 'See the work it holds.', query: 'vllm:num_requests_running{instance="<instance>"}' },
      {
        text: 'See when the last token came.',
        query: 'rate(vllm:generation_tokens_total{instance="<instance>"}[2m])',
      },
      {
        text: 'Waiting requests but an empty cache mean that a request can never be scheduled: a prompt longer than the cache.',
        query: 'vllm:kv_cache_usage_perc{instance="<instance>"}',
      },
      {
        text: 'Look for a collective operation that waits for a lost peer.',
        query: '{service_name="<job>"} |~ "NCCL|RCCL|timeout|EngineCore"',
      },
    ],
    mitigation: [
      'Take a stack dump (`py-spy dump --pid <EngineCore>`) for the report, then restart the server.',
      'If it comes back at the same prompt, limit `--max-model-len`.',
    ],
  },
};

const engineAsleep: RuleDefinition = {
  name: 'VLLMEngineAsleep',
  severity: 'warning',
  for: '15m',
  why: 'sleep between two jobs of training lasts minutes; longer is an engine that somebody forgot to wake',
  source: 'prometheus',
  query: (settings) => {
    const job = jobIs(vllmJobs(settings));
    const asleep = selector('vllm:engine_sleep_state', {
      ...job,
      sleep_state: not('awake'),
    });
    return binary(maxBy([...SERVER, 'sleep_state'], asleep), '>', 0);
  },
  summary: 'A vLLM engine is asleep.',
  description:
    'An engine of {{ $labels.instance }} ({{ $labels.model_name }}) is in the sleep state {{ $labels.sleep_state }}.',
  board: 'model',
  runbook: {
    meaning: 'The engine was put to sleep (`/sleep`) and nobody has woken it.',
    impact: 'Requests to this server wait until it is woken.',
    diagnosis: [
      { text: 'See since when.', query: 'vllm:engine_sleep_state{instance="<instance>"}' },
      { text: 'Find who called `/sleep`.', query: '{service_name="<job>"} |= "/sleep"' },
    ],
    mitigation: [
      'Wake it: `POST /wake_up`.',
      'Where servers sleep by design, switch this rule off (`alerts.rules.VLLMEngineAsleep.enabled`).',
    ],
  },
};

const restarting: RuleDefinition = {
  name: 'VLLMRestarting',
  severity: 'warning',
  for: '0s',
  threshold: { value: 2, of: 'restarts of one server in an hour' },
  why: 'a deploy restarts a server once, a roll-back once more',
  source: 'prometheus',
  query: (settings) => {
    const job = jobIs(vllmJobs(settings));
    const by = ['job', 'instance'] as const;
    // With several API servers vLLM has no process metrics; a counter that starts again says the same.
    const starts = maxBy(by, overTime('changes', selector('process_start_time_seconds', job), '1h'));
    const resets = maxBy(by, overTime('resets', selector('vllm:prompt_tokens_total', job), '1h'));
    return onlyVllm(settings, or(starts, resets), by);
  },
  fires: 'above',
  summary: 'A vLLM server restarts again and again.',
  description:
    '{{ $labels.instance }} of the job {{ $labels.job }} started {{ $value }} times in the last hour.',
  board: 'model',
  keepFiringFor: '10m',
  runbook: {
    meaning: 'The process behind one address has begun anew several times within an hour.',
    impact: 'Each start loses the running requests and the cache, and takes minutes to load the weights.',
    diagnosis: [
      { text: 'See the starts.', query: 'process_start_time_seconds{instance="<instance>"}' },
      {
        text: 'Read what comes before each start.',
        query: '{service_name="<job>"} |~ "(?i)out of memory|EngineDead|Traceback|SIGTERM|SIGKILL"',
      },
      { text: 'On Kubernetes see the last state of the container: `kubectl describe pod`.' },
    ],
    mitigation: [
      'Out of memory: lower `--gpu-memory-utilization`, `--max-num-seqs` or `--max-model-len`.',
      'Killed by a liveness probe: give it more time while the weights load.',
    ],
  },
};

/** vLLM is reachable and produces tokens. */
export const AVAILABILITY_RULES = [targetsMissing, targetDown, engineStalled, engineAsleep, restarting];
