import type { RuleCase } from '../case.ts';
import { jobWith, replica, REPLICAS } from '../fleet.ts';
import { up } from '../series.ts';
import { absent, down, restarted, silent } from '../server-states.ts';

/** A rolling update: one replica after the other, each without an answer while its model loads. */
const rollOut = (minutes: number) =>
  REPLICAS.flatMap((instance) => [
    { minutes, behaviours: down(instance) },
    { minutes: 5, behaviours: restarted(instance) },
  ]);

/** Single servers that are down or export something else. */
export const targetCases: readonly RuleCase[] = [
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
