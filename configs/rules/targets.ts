import { andOn, anyOf, binary, maxBy, recorded, selector, unless } from '../promql/index.ts';
import type { Settings } from '../settings/index.ts';
import { jobIs, JOB, TARGET, vllmJobRecords, vllmJobs } from '../slo/scope.ts';
import { servedModels } from '../slo/served.ts';
import {
  absentFor,
  allDownFor,
  allDownUnlessLoading,
  byStartupTime,
  downFor,
  gone,
  isStoppedByDesign,
  LOADING_TIME,
  ofJobs,
  ofModels,
} from './absence.ts';
import { ofAlert, type RuleDefinition } from './rule.ts';

const UP_QUERY = 'up{job="<job>"}';

/** Jobs of vLLM by how long all of their servers may be down. */
function byPatience(settings: Settings) {
  const jobs = vllmJobRecords(settings);
  const expected = jobs.filter(({ mayBeAbsent }) => !mayBeAbsent);
  return {
    /** No longer than a start takes. */
    immediate: expected.filter(({ startupTime }) => startupTime === undefined).map(({ name }) => name),
    patient: byStartupTime(
      expected.filter(({ startupTime }) => startupTime !== undefined),
      LOADING_TIME,
    ),
    /** Scaled to zero there are no pods; pods that do not start are a failure all the same. */
    scaled: byStartupTime(
      jobs.filter(({ mayBeAbsent, discovered }) => mayBeAbsent && discovered),
      LOADING_TIME,
    ),
  };
}

const targetsMissing: RuleDefinition = {
  name: 'VLLMTargetsMissing',
  severity: 'critical',
  for: '2m',
  why: 'no server of the job is reachable; two minutes are longer than a container restart. The only server of a job is down while its successor loads the model: it has as long as its starts took within two weeks. `startupTime` of the job replaces both',
  source: 'prometheus',
  query: (settings) => {
    const { immediate, patient, scaled } = byPatience(settings);
    return anyOf([
      ...(immediate.length === 0
        ? []
        : [allDownUnlessLoading(immediate, ofJobs(immediate)), ...gone(immediate)]),
      ...patient.flatMap(([time, names]) => [allDownFor(ofJobs(names), time), ...absentFor(names, time)]),
      ...scaled.map(([time, names]) => allDownFor(ofJobs(names), time)),
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
      'For a job with `startupTime`, every outage that is shorter; for the only server of a job, an outage of up to 5, 10 or 30 minutes, if a start of it took that long within two weeks. VLLMEngineDeadLogged and the alerts of a gateway see a crash earlier.',
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

/** Every server of a model, in a job that serves other models as well. */
const modelDown: RuleDefinition = {
  name: 'VLLMModelDown',
  severity: 'critical',
  for: '2m',
  why: 'the times are those of VLLMTargetsMissing, for each model of a job that serves several',
  source: 'prometheus',
  query: (settings) => {
    const { immediate, patient, scaled } = byPatience(settings);
    const failed = anyOf([
      immediate.length === 0 ? undefined : allDownUnlessLoading(immediate, ofModels(immediate)),
      ...[...patient, ...scaled].map(([time, names]) => allDownFor(ofModels(names), time)),
    ]);
    if (failed === undefined) return undefined;
    const up = selector('up', jobIs(vllmJobs(settings)));
    // While the whole job is down, VLLMTargetsMissing fires once.
    return andOn(JOB, failed, binary(maxBy(JOB, up), '>', 0));
  },
  summary: 'All vLLM servers of a model are down.',
  description:
    'No server of {{ $labels.model_name }} in job {{ $labels.job }} is reachable, while other models of the job are served.',
  dashboard: 'model',
  runbook: {
    meaning:
      'The servers that served the model are still targets, and none of them answers a scrape. Other servers of the job do.',
    impact: 'Requests to this model fail.',
    blind: [
      'A model whose servers are no targets any more, such as pods that were evicted and cannot be scheduled: it looks like one that was removed. The alerts of a gateway see its requests fail.',
      'A server that has not answered since it became a target: which model it would serve is unknown.',
      'An outage that is shorter than starts of the only server of a model take, as for VLLMTargetsMissing.',
    ],
    diagnosis: [
      {
        text: 'Find the servers of the model.',
        query: recorded(servedModels.servers, ofAlert('job', 'model_name')),
      },
      { text: 'Check why their scrapes fail (Status, Target health).', query: UP_QUERY },
      { text: 'Read the last log lines of the servers.', query: '{service_name="<job>"}' },
    ],
    mitigation: [
      'Restart the servers, or roll back the last deployment of the model.',
      'Route its requests to another model meanwhile.',
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
    const jobs = vllmJobRecords(settings).filter((job) => !isStoppedByDesign(job));
    if (jobs.length === 0) return undefined;
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

/** Jobs and models are served. */
export const TARGET_RULES = [targetsMissing, modelDown];
/** Every server is up and exports metrics of vLLM. */
export const SERVER_RULES = [targetDown, metricsMissing];
