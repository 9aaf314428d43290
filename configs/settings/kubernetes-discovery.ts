import * as z from 'zod';
import { field, flag, name, port } from './fields.ts';
import { scrapeFields } from './targets.ts';

/** Conventions of projects that deploy vLLM on Kubernetes; defined in `configs/kubernetes/presets.ts`. */
const PRESETS = [
  'production-stack',
  'llm-d',
  'kserve',
  'kserve-llm',
  'leader-worker-set',
  'aibrix',
  'ray',
  'dynamo',
  'labels',
] as const;

const labelKey = z.string().regex(/^([a-z0-9.-]+\/)?[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?$/);
const portName = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/)
  .max(15);

export const discoverySchema = z.strictObject({
  name: field(name, {
    description: 'Value of the label `job`; unique among `kubernetes.discovery` and `targets`.',
    example: 'vllm',
  }),
  preset: field(z.enum(PRESETS), {
    description:
      'Project that deployed vLLM; sets labels, port and scheme. `labels`: your own `selector` and `port`.',
    expected: `one of ${PRESETS.join(', ')}`,
    example: 'production-stack',
  }).default('labels'),
  by: field(z.enum(['pod', 'service']), {
    description: 'Discover pods (PodMonitor) or services (ServiceMonitor).',
    expected: 'pod or service',
    example: 'pod',
  }).default('pod'),
  namespaces: field(z.array(name).min(1), {
    description: 'Namespaces to search.',
    expected: 'a list of at least one namespace',
    example: ['llm'],
  }),
  selector: field(z.record(labelKey, z.string()), {
    description: 'Labels that pods or services must have, in addition to those of the preset.',
    expected: 'a map of label to value',
    example: { 'app.kubernetes.io/name': 'vllm' },
  }).default({}),
  port: field(z.union([port, portName, z.array(port).min(1)]), {
    description:
      'Name of the port, or for pods its number, which they need not declare, if it differs from the preset. A list of numbers for pods with an API server per data-parallel rank; their series have the port as label `endpoint`.',
    expected: 'the name of a port, a whole number from 1 to 65535, or a list of numbers',
    example: 'http',
  }).optional(),
  scheme: field(z.enum(['http', 'https']), {
    description: 'Protocol, if it differs from the preset.',
    expected: 'http or https',
    example: 'http',
  }).optional(),
  ...scrapeFields,
  router: field(flag, {
    description:
      'Also scrape the gateway of the preset, as job `<name>-router`: the router of production-stack, without its copies of vLLM metrics, or the endpoint picker of llm-d.',
    example: true,
  }).default(false),
});
