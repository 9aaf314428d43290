import * as z from 'zod';
import type { RuleDefaults } from './alert-rules.ts';
import { alertsSchema } from './alerts.ts';
import { costSchema, gpusSchema } from './cost.ts';
import { demoSchema } from './demo.ts';
import { exportersSchema } from './exporters.ts';
import { field } from './fields.ts';
import { imagesSchema } from './images.ts';
import { kubernetesSchema } from './kubernetes.ts';
import { logsSchema } from './logs.ts';
import { modelsSchema } from './models.ts';
import type { Secret } from '../text/secret.ts';
import { scrapeSchema } from './scrape.ts';
import { dockerSchema, grafanaSchema, lokiSchema, prometheusSchema, stackName } from './servers.ts';
import { sloSchema } from './slo.ts';
import { targetsSchema } from './targets.ts';

export const BACKENDS = ['docker', 'kubernetes'] as const;

const section = <T extends z.ZodType>(schema: T, description: string, example: unknown) =>
  field(schema, { description, expected: 'a map of the keys below', example });

/**
 * Everything that `Pulumi.<stack>.yaml` may say under `llm-monitoring:`, one key per section.
 *
 * @param rules alert rules whose numbers can be configured.
 */
export const sectionsWith = (rules: readonly RuleDefaults[]) => ({
  backend: field(z.enum(BACKENDS), {
    description: 'Where the servers run.',
    expected: `one of ${BACKENDS.join(', ')}`,
    example: 'docker',
  }).default('docker'),
  name: stackName,
  docker: section(dockerSchema.prefault({}), 'The Docker engine.', { bindAddress: '127.0.0.1' }),
  kubernetes: section(kubernetesSchema.prefault({}), 'The Kubernetes cluster.', { size: 'staging' }),
  prometheus: section(prometheusSchema.prefault({}), 'Metrics store.', { retention: '15d' }),
  loki: section(lokiSchema.prefault({}), 'Log store.', { retention: '7d' }),
  grafana: section(grafanaSchema.prefault({}), 'Dashboards and alerts.', { port: 3000 }),
  logs: section(logsSchema.prefault({}), 'Collection of logs.', { include: ['vllm-.*'] }),
  exporters: section(exportersSchema.prefault({}), 'What reports on GPUs, hosts and containers.', {
    node: true,
  }),
  images: imagesSchema,
  scrape: section(scrapeSchema.prefault({}), 'What is kept of a scrape, and how much is let in.', {
    series: 'lean',
  }),
  targets: targetsSchema,
  models: modelsSchema,
  slo: section(sloSchema.prefault({}), 'Objectives of every model that sets none of its own.', {
    ttft: { threshold: 2.5 },
  }),
  cost: section(costSchema.prefault({}), 'Prices, for the dashboard Capacity and cost.', {
    gpuHour: { 'h100-sxm': 2.5 },
  }),
  gpus: gpusSchema,
  alerts: section(alertsSchema(rules), 'Alert rules and who hears of them.', { contactPoints: [] }),
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

/** The configuration as it is written, one entry a section: what may be left out is optional, secrets are text. */
export type SettingsInput = { readonly [K in SectionName]?: z.input<Sections[K]> };
