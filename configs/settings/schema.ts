import * as z from 'zod';
import type { RuleDefaults } from './alert-rules.ts';
import { alertsSchema } from './alerts.ts';
import { costSchema, gpusSchema } from './cost.ts';
import { demoSchema } from './demo.ts';
import { exportersSchema } from './exporters.ts';
import { field, KEYS_BELOW } from './fields.ts';
import { imagesSchema } from './images.ts';
import { kubernetesSchema } from './kubernetes.ts';
import { logsSchema } from './logs.ts';
import { modelsSchema } from './models.ts';
import type { Secret } from '../text/secret.ts';
import { scrapeSchema } from './scrape.ts';
import { dockerSchema, grafanaSchema, lokiSchema, prometheusSchema, stackName } from './servers.ts';
import { sloSchema } from './slo.ts';
import { targetsSchema } from './targets.ts';
import { tracesSchema } from './traces.ts';

export const BACKENDS = ['docker', 'kubernetes'] as const;

const section = <T extends z.ZodType>(schema: T, description: string, example: unknown) =>
  field(schema, { description, expected: KEYS_BELOW, example });

/**
 * Schema of everything under `llm-monitoring:` in `Pulumi.<stack>.yaml`, one key per section.
 *
 * @param rules alert rules whose numbers can be configured.
 */
export const sectionsWith = (rules: readonly RuleDefaults[]) => ({
  backend: field(z.enum(BACKENDS), {
    description: 'Platform that runs the servers.',
    expected: `one of ${BACKENDS.join(', ')}`,
    example: 'docker',
  }).default('docker'),
  name: stackName,
  docker: section(dockerSchema.prefault({}), 'The Docker engine.', { bindAddress: '127.0.0.1' }),
  kubernetes: section(kubernetesSchema.prefault({}), 'The Kubernetes cluster.', { size: 'staging' }),
  prometheus: section(prometheusSchema.prefault({}), 'Prometheus, which stores metrics.', {
    retention: '15d',
  }),
  loki: section(lokiSchema.prefault({}), 'Loki, which stores logs.', { retention: '7d' }),
  grafana: section(grafanaSchema.prefault({}), 'Grafana, with dashboards and alerts.', { port: 3000 }),
  logs: section(logsSchema.prefault({}), 'Log collection with Grafana Alloy.', { include: ['vllm-.*'] }),
  traces: section(tracesSchema.prefault({}), 'Traces in Grafana Tempo, received by OTLP.', { enabled: true }),
  exporters: section(exportersSchema.prefault({}), 'Exporters for GPUs, hosts and containers.', {
    node: true,
  }),
  images: imagesSchema,
  scrape: section(scrapeSchema.prefault({}), 'Metric filtering and scrape limits.', {
    series: 'lean',
  }),
  targets: targetsSchema,
  models: modelsSchema,
  slo: section(sloSchema.prefault({}), 'Default objectives of all models.', {
    ttft: { threshold: 2.5 },
  }),
  cost: section(costSchema.prefault({}), 'Prices, for the dashboard Capacity and cost.', {
    gpuHour: { 'h100-sxm': 2.5 },
  }),
  gpus: gpusSchema,
  alerts: section(alertsSchema(rules), 'Alert rules and notification routing.', { contactPoints: [] }),
  demo: demoSchema,
});

export type Sections = ReturnType<typeof sectionsWith>;

export type SectionName = keyof Sections;

type DeepReadonly<T> = T extends Secret
  ? T
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T;

/** The whole configuration, valid and complete. */
export type Settings = { readonly [K in SectionName]: DeepReadonly<z.output<Sections[K]>> };

/** The configuration as it is written, one entry per section: keys with defaults are optional, secrets are text. */
export type SettingsInput = { readonly [K in SectionName]?: z.input<Sections[K]> };
