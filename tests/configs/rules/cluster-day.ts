import { MONITORING, perSecond, replica, type Shares, traffic } from './fleet.ts';
import { of, up } from './series.ts';
import { removed } from './server-states.ts';
import { test, type PromtoolTest } from './promtool.ts';
import type { Behaviours, Phase } from './timeline.ts';

const discovery = (name: string) => ({ name, namespaces: ['llm'], selector: { app: name }, port: 'http' });

/** A job of pods that come and go, one of an embedding model, and one of pods that only prefill. */
export const CLUSTER_STACK = {
  backend: 'kubernetes',
  targets: [],
  kubernetes: { discovery: ['vllm-api', 'embeddings', 'prefill'].map(discovery) },
};

/** The usual share of slow and failed requests, and of users who stop reading. */
const USUAL: Shares = { ttft: 0.005, tpot: 0.004, e2e: 0.003, queue: 0.005, errors: 0.0003, cutOff: 0.03 };
const RATE = 2;

/** A pod while it loads its model. */
const loads = (pod: string): Behaviours => ({ [up(pod)]: 0 });

/** A pod at so many requests per second. */
const serves = (pod: string, rate = RATE, shares = USUAL): Behaviours => ({
  ...replica(pod, rate),
  ...traffic(pod, rate, shares),
  [of(pod, 'vllm:num_requests_running')]: Math.ceil(4 * rate),
});

/** The series under other labels. */
const as = (behaviours: Behaviours, job: string, model: string): Behaviours =>
  Object.fromEntries(
    Object.entries(behaviours).map(([series, behaviour]) => [
      series.replace('job="vllm-api"', `job="${job}"`).replace('model_name="llama"', `model_name="${model}"`),
      behaviour,
    ]),
  );

/** Prompts without output; its requests are over before the next scrape, and have no time per output token. */
const EMBEDDINGS = as(
  {
    ...serves('e-1', 5, { ...USUAL, oneToken: 1, tpot: 0 }),
    [of('e-1', 'vllm:num_requests_running')]: 0,
    [of('e-1', 'vllm:generation_tokens_total')]: perSecond(0),
    [of('e-1', 'vllm:kv_cache_usage_perc')]: 0,
  },
  'embeddings',
  'bge',
);
/** The first half of disaggregated serving: one token for each request. */
const PREFILL = as(
  {
    ...serves('f-1', 2, { ...USUAL, oneToken: 1, tpot: 0 }),
    [of('f-1', 'vllm:generation_tokens_total')]: perSecond(2),
  },
  'prefill',
  'llama',
);

const always = { ...MONITORING, ...EMBEDDINGS, ...PREFILL };
const gap = (behaviours: Behaviours): Behaviours =>
  Object.fromEntries(Object.keys(behaviours).map((series) => [series, 'gone']));

/** A pod under another name, whose process started at a minute. */
const named = (model: string, minute: number, behaviours: Behaviours): Behaviours => ({
  ...as(behaviours, 'vllm-api', model),
  'process_start_time_seconds{job="vllm-api",instance="c-1"}': 60 * minute,
});

/** What deployments, autoscalers and spot instances do to a fleet that works. */
function clusterDay(): Phase[] {
  const phase = (minutes: number, ...behaviours: readonly Behaviours[]): Phase => ({
    minutes,
    behaviours: Object.assign({}, ...behaviours) as Behaviours,
  });
  const two = { ...serves('p-3'), ...serves('p-4') };
  return [
    phase(30, always, serves('p-1'), serves('p-2')),
    // A rolling update: each new pod loads for ten minutes beside the old ones, which are killed with the requests that they run.
    phase(10, loads('p-3')),
    phase(2, serves('p-3')),
    phase(10, removed('p-1'), loads('p-4')),
    phase(2, serves('p-4')),
    phase(20, removed('p-2')),
    // More load: a queue until the autoscaler's pod serves, which takes twelve minutes.
    phase(
      12,
      loads('p-5'),
      ...['p-3', 'p-4'].map((pod) => ({
        ...serves(pod, 3, { ...USUAL, ttft: 0.02, queue: 0.03 }),
        [of(pod, 'vllm:num_requests_waiting')]: 6,
        [of(pod, 'vllm:kv_cache_usage_perc')]: 0.9,
      })),
    ),
    phase(30, two, serves('p-5')),
    phase(20, removed('p-5')),
    // Prometheus is replaced.
    phase(6, gap({ ...always, ...two })),
    phase(20, always, two),
    // A spot instance is taken away; its successor loads for fifteen minutes.
    phase(15, removed('p-3'), serves('p-4', 4), loads('p-6')),
    phase(20, serves('p-4'), serves('p-6')),
    // Another model is tried for half an hour, and its pod then serves under another name.
    phase(5, loads('c-1')),
    phase(30, named('canary', 197, serves('c-1', 0.05))),
    phase(3, gap(named('canary', 0, serves('c-1'))), loads('c-1')),
    phase(30, named('renamed', 232, serves('c-1', 0.05))),
    phase(10, as(removed('c-1'), 'vllm-api', 'renamed')),
    // Nobody has a question for an hour, and then all at once.
    phase(
      60,
      ...['p-4', 'p-6'].map((pod) => ({ ...serves(pod, 0), [of(pod, 'vllm:num_requests_running')]: 0 })),
    ),
    phase(30, serves('p-4', 4), serves('p-6', 4)),
  ];
}

/** Neither page nor ticket. */
export function clusterDayTest(): PromtoolTest {
  const timeline = clusterDay();
  const end = timeline.reduce((sum, { minutes }) => sum + minutes, 0) - 1;
  const fired = (matchers: string) =>
    `sum(count_over_time(ALERTS{alertstate="firing",${matchers}}[1d])) or vector(0)`;
  return test('a day on a cluster', timeline, [
    [fired('severity=~"critical|warning|info"'), end, 0],
    // The day is not silent because nothing was evaluated.
    [`clamp_max(${fired('severity="none"')}, 1)`, end, 1],
  ]);
}
