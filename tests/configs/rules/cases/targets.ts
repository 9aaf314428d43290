import type { RuleCase } from '../case.ts';
import { jobWith, MODEL, replica, REPLICAS, silent } from '../fleet.ts';
import type { Behaviours } from '../timeline.ts';

const up = (instance: string) => `up{job="vllm-api",instance="${instance}"}`;

/** A server that does not answer. */
const down = (...instances: readonly string[]): Behaviours => ({
  ...silent(...instances),
  ...(Object.fromEntries(instances.map((instance) => [up(instance), 0])) as Behaviours),
});

/** A server whose target is not there. */
const absent = (...instances: readonly string[]): Behaviours => ({
  ...silent(...instances),
  ...(Object.fromEntries(instances.map((instance) => [up(instance), 'gone'])) as Behaviours),
});

/** A server with counters that begin at 0. */
const restarted = (instance: string): Behaviours =>
  Object.fromEntries(
    Object.entries(replica(instance)).map(([series, behaviour]) => [
      series,
      typeof behaviour === 'object' ? { ...behaviour, from: 0 } : behaviour,
    ]),
  );
const discovered = (settings: object) => ({
  backend: 'kubernetes',
  targets: [],
  kubernetes: {
    discovery: [
      { name: 'vllm-api', namespaces: ['llm'], selector: { app: 'vllm' }, port: 'http', ...settings },
    ],
  },
});

/** A rolling update: one replica after the other, each without an answer while its model loads. */
const rollOut = (minutes: number) =>
  REPLICAS.flatMap((instance) => [
    { minutes, behaviours: down(instance) },
    { minutes: 5, behaviours: restarted(instance) },
  ]);

/** Server b serves a model of its own. */
const otherModel = (behaviours: Behaviours): Behaviours =>
  Object.fromEntries(
    Object.entries(behaviours).map(([series, behaviour]) => [
      series.replace(`model_name="${MODEL}"`, 'model_name="other"'),
      behaviour,
    ]),
  );
const TWO_MODELS = { ...silent('b:8000'), ...otherModel(replica('b:8000')) };
const OTHER_DOWN = otherModel(down('b:8000'));

/** vLLM servers that do not answer, are not there, or export something else. */
export const targetCases: readonly RuleCase[] = [
  {
    rule: 'VLLMTargetsMissing',
    fault: down(...REPLICAS),
    neighbour: down('a:8000'),
  },
  {
    rule: 'VLLMTargetsMissing',
    fault: absent(...REPLICAS),
    neighbour: absent('b:8000'),
  },
  {
    // A container restart.
    rule: 'VLLMTargetsMissing',
    neighbour: [
      { minutes: 1, behaviours: down(...REPLICAS) },
      { minutes: 30, behaviours: {} },
    ],
  },
  {
    // The only server of a job, of which no start is known.
    rule: 'VLLMTargetsMissing',
    always: absent('b:8000'),
    minutes: 4,
    fault: down('a:8000'),
  },
  // The only server of a job is replaced, and loads its model as long as it did before.
  ...[
    { start: 100, loading: 1, fires: 4 },
    { start: 240, loading: 4, fires: 8 },
    { start: 540, loading: 9, fires: 13 },
    { start: 1200, loading: 21, fires: 33 },
  ].map(({ start, loading, fires }): RuleCase => ({
    rule: 'VLLMTargetsMissing',
    always: {
      ...absent('b:8000'),
      'job_model:vllm_time_to_serve_seconds:max{job="vllm-api",model_name="llama"}': start,
    },
    minutes: fires,
    fault: down('a:8000'),
    neighbour: [
      { minutes: loading, behaviours: down('a:8000') },
      { minutes: 30, behaviours: restarted('a:8000') },
    ],
  })),
  {
    // The only servers of a job are replaced, and load their model for twenty minutes.
    rule: 'VLLMTargetsMissing',
    stack: jobWith({ startupTime: '25m' }),
    minutes: 40,
    fault: down(...REPLICAS),
    neighbour: [
      { minutes: 21, behaviours: down(...REPLICAS) },
      { minutes: 30, behaviours: {} },
    ],
  },
  {
    rule: 'VLLMTargetsMissing',
    stack: jobWith({ startupTime: '25m' }),
    minutes: 40,
    fault: absent(...REPLICAS),
    neighbour: [
      { minutes: 21, behaviours: absent(...REPLICAS) },
      { minutes: 30, behaviours: {} },
    ],
  },
  {
    // Stopped by design.
    rule: 'VLLMTargetsMissing',
    stack: jobWith({ mayBeAbsent: true }),
    minutes: 180,
    neighbour: down(...REPLICAS),
  },
  {
    // Scaled to zero and back, with other addresses; pods that never start are a failure.
    rule: 'VLLMTargetsMissing',
    stack: discovered({ mayBeAbsent: true }),
    minutes: 45,
    fault: down(...REPLICAS),
    neighbour: [
      { minutes: 120, behaviours: absent(...REPLICAS) },
      { minutes: 25, behaviours: { ...absent(...REPLICAS), ...down('c:8000') } },
      { minutes: 40, behaviours: { ...absent(...REPLICAS), ...replica('c:8000') } },
      { minutes: 60, behaviours: { ...absent(...REPLICAS), ...absent('c:8000') } },
    ],
  },
  {
    // One of two models in a job, with its only server. The neighbor is removed on purpose.
    rule: 'VLLMModelDown',
    always: TWO_MODELS,
    fault: OTHER_DOWN,
    neighbour: otherModel(absent('b:8000')),
  },
  {
    // For longer than Prometheus remembers a series.
    rule: 'VLLMModelDown',
    minutes: 240,
    always: TWO_MODELS,
    fault: OTHER_DOWN,
    // The job is down as a whole: VLLMTargetsMissing fires once.
    neighbour: { ...OTHER_DOWN, ...down('a:8000') },
  },
  {
    // Both servers of a model, and one of them.
    rule: 'VLLMModelDown',
    always: { ...TWO_MODELS, ...replica('c:8000') },
    fault: down('a:8000', 'c:8000'),
    neighbour: down('c:8000'),
  },
  {
    // Its server is replaced by one of another name.
    rule: 'VLLMModelDown',
    always: TWO_MODELS,
    neighbour: [
      { minutes: 1, behaviours: OTHER_DOWN },
      {
        minutes: 10,
        behaviours: {
          ...otherModel(absent('b:8000')),
          ...otherModel(down('d:8000')),
          [up('b:8000')]: 'removed',
        },
      },
      { minutes: 40, behaviours: otherModel(replica('d:8000')) },
    ],
  },
  {
    // It loads for nine minutes, as it did before.
    rule: 'VLLMModelDown',
    minutes: 13,
    always: {
      ...TWO_MODELS,
      'job_model:vllm_time_to_serve_seconds:max{job="vllm-api",model_name="other"}': 540,
    },
    fault: OTHER_DOWN,
    neighbour: [
      { minutes: 9, behaviours: OTHER_DOWN },
      { minutes: 30, behaviours: otherModel(restarted('b:8000')) },
    ],
  },
  {
    rule: 'VLLMModelDown',
    stack: jobWith({ startupTime: '25m' }),
    minutes: 40,
    always: TWO_MODELS,
    fault: OTHER_DOWN,
    neighbour: [
      { minutes: 21, behaviours: OTHER_DOWN },
      { minutes: 40, behaviours: otherModel(restarted('b:8000')) },
    ],
  },
  {
    rule: 'VLLMModelDown',
    stack: jobWith({ mayBeAbsent: true }),
    minutes: 120,
    always: TWO_MODELS,
    neighbour: OTHER_DOWN,
  },
  {
    // Prometheus did not scrape for a while.
    rule: 'VLLMModelDown',
    always: TWO_MODELS,
    neighbour: [
      { minutes: 10, behaviours: { ...absent(...REPLICAS), ...otherModel(absent('b:8000')) } },
      { minutes: 40, behaviours: { ...replica('a:8000'), ...TWO_MODELS } },
    ],
  },
  {
    rule: 'VLLMTargetDown',
    minutes: 40,
    fault: down('b:8000'),
    // All are down: VLLMTargetsMissing fires once.
    neighbour: down(...REPLICAS),
  },
  {
    rule: 'VLLMTargetDown',
    neighbour: rollOut(20),
  },
  {
    // A new pod that loads its model beside the old ones.
    rule: 'VLLMTargetDown',
    neighbour: [
      { minutes: 25, behaviours: { [up('c:8000')]: 0 } },
      { minutes: 30, behaviours: replica('c:8000') },
    ],
  },
  {
    rule: 'VLLMTargetDown',
    stack: jobWith({ startupTime: '5m' }),
    minutes: 10,
    fault: down('b:8000'),
    neighbour: rollOut(4),
  },
  {
    rule: 'VLLMTargetDown',
    stack: jobWith({ mayBeAbsent: true }),
    minutes: 120,
    neighbour: down('b:8000'),
  },
  {
    rule: 'TargetDown',
    fault: { 'up{job="backend",instance="backend:8001"}': 0 },
    neighbour: { [up('a:8000')]: 0 },
  },
  {
    rule: 'TargetDown',
    stack: {
      targets: [
        { name: 'vllm-api', endpoints: [...REPLICAS] },
        { name: 'backend', kind: 'http', endpoints: ['backend:8001'], mayBeAbsent: true },
      ],
    },
    minutes: 60,
    neighbour: { 'up{job="backend",instance="backend:8001"}': 0 },
  },
  {
    // The wrong port, or the names of Ray Serve.
    rule: 'VLLMMetricsMissing',
    fault: silent('a:8000'),
    // A server that does not answer is another alert, and so is a target that is gone.
    neighbour: { ...down('a:8000'), ...absent('b:8000') },
  },
  {
    // From the first scrape on, and beside a server that works.
    rule: 'VLLMMetricsMissing',
    fault: { [up('c:9000')]: 1 },
    neighbour: [
      { minutes: 3, behaviours: { [up('c:8000')]: 1 } },
      { minutes: 60, behaviours: replica('c:8000', 0) },
    ],
    recovery: 20,
    always: { [up('c:9000')]: 'gone' },
  },
];
