import type { RuleCase } from '../case.ts';
import { jobWith, replica, REPLICAS } from '../fleet.ts';
import { up } from '../series.ts';
import { absent, down, removed, restarted, serving, TWO_MODELS } from '../server-states.ts';

const OTHER_DOWN = serving('other', down('b:8000'));

/** Models whose servers are down while others of the same job are up. */
export const modelCases: readonly RuleCase[] = [
  {
    // One of two models in a job, with its only server. The neighbor is removed on purpose.
    rule: 'VLLMModelDown',
    always: TWO_MODELS,
    fault: OTHER_DOWN,
    neighbour: serving('other', absent('b:8000')),
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
          ...serving('other', absent('b:8000')),
          ...serving('other', down('d:8000')),
          [up('b:8000')]: 'removed',
        },
      },
      { minutes: 40, behaviours: serving('other', replica('d:8000')) },
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
      { minutes: 30, behaviours: serving('other', restarted('b:8000')) },
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
      { minutes: 40, behaviours: serving('other', restarted('b:8000')) },
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
      { minutes: 10, behaviours: { ...absent(...REPLICAS), ...serving('other', absent('b:8000')) } },
      { minutes: 40, behaviours: { ...replica('a:8000'), ...TWO_MODELS } },
    ],
  },
  {
    rule: 'VLLMModelDown',
    stack: jobWith({ startupTime: '25m' }),
    always: TWO_MODELS,
    minutes: 45,
    fault: OTHER_DOWN,
    neighbour: [
      { minutes: 4, behaviours: OTHER_DOWN },
      { minutes: 60, behaviours: serving('other', removed('b:8000')) },
    ],
  },
  {
    // Of two models in a job, one gets another name.
    rule: 'VLLMModelDown',
    always: TWO_MODELS,
    fault: OTHER_DOWN,
    neighbour: [
      { minutes: 1, behaviours: OTHER_DOWN },
      { minutes: 40, behaviours: serving('renamed', replica('b:8000')) },
    ],
  },
];
