import * as z from 'zod';
import type { ExporterKey } from '../stack/parts.ts';
import { field, flag } from './fields.ts';

const exporter = (description: string) => field(flag, { description, example: true }).default(false);

/** Exporters for the hardware below the models. Off by default, because each needs more access to the machine than a server. */
export const exportersSchema = z.strictObject({
  gpu: exporter(
    'NVIDIA GPUs: run the DCGM exporter on Docker (needs the NVIDIA Container Toolkit); on Kubernetes, scrape the one of the GPU operator.',
  ),
  node: exporter('Hosts: run the node exporter.'),
  containers: exporter('Containers: run cAdvisor on Docker; on Kubernetes, scrape the one in the kubelets.'),
} satisfies Record<ExporterKey, z.ZodType>);
