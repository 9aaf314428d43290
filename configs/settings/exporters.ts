import * as z from 'zod';
import { field } from './fields.ts';

const exporter = (description: string) =>
  field(z.boolean(), { description, expected: 'true or false', example: true }).default(false);

/** What reports on the machines below the models. All are off: each sees more of a machine than a server needs to. */
export const exportersSchema = z.strictObject({
  gpu: exporter(
    'NVIDIA GPUs: run the DCGM exporter on Docker (needs the NVIDIA container toolkit); on Kubernetes find that of the GPU operator.',
  ),
  node: exporter('Hosts: run the node exporter.'),
  containers: exporter('Containers: run cAdvisor on Docker; on Kubernetes scrape that of the kubelets.'),
});
