import { parseSettings, type Settings } from '../../configs/index.ts';
import { exportersSchema } from '../../configs/settings/exporters.ts';

/** A stack in which every rule exists, with the default numbers. */
export function everyRule(): Settings {
  return parseSettings({
    targets: [
      { name: 'vllm-api', endpoints: ['vllm:8000'] },
      { name: 'backend', kind: 'http', endpoints: ['backend:8001'] },
      { name: 'router', kind: 'production-stack-router', endpoints: ['router'] },
      { name: 'endpoint-picker', kind: 'llm-d-epp', endpoints: ['endpoint-picker'] },
      { name: 'litellm', kind: 'litellm', endpoints: ['litellm'] },
    ],
    exporters: Object.fromEntries(Object.keys(exportersSchema.shape).map((key) => [key, true])),
    traces: { enabled: true },
    cost: { gpuHour: { h100: 2.5 }, perMillionTokens: 1 },
    models: [{ name: 'llama', engine: { gpus: 4, gpu: 'h100', maxNumSeqs: 256 } }],
    alerts: {
      contactPoints: [
        { kind: 'webhook', name: 'on-call', url: 'https://hooks.example.com/llm' },
        { kind: 'webhook', name: 'healthcheck', url: 'https://healthcheck.example.com/llm' },
      ],
      heartbeat: { receiver: 'healthcheck' },
    },
  });
}
