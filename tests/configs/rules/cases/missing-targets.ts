import type { RuleCase } from '../case.ts';
import { discovered, jobWith, replica, REPLICAS } from '../fleet.ts';
import { absent, down, restarted } from '../server-states.ts';

/** Jobs of which no server is reachable. */
export const missingTargetCases: readonly RuleCase[] = [
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
];
