import * as z from 'zod';
import { count, field, memory, name } from './fields.ts';
import { isPattern } from './pattern.ts';

/** A regular expression in the syntax common to Go and JavaScript. */
const pattern = z.string().min(1).refine(isPattern);

/** An absolute path on the Docker host; `*` matches any text between two slashes. */
const filePath = z.string().regex(/^\/[^\s"'`:]*[^\s"'`:/]$/);

const fileSchema = z.strictObject({
  path: field(filePath, {
    description: 'Log file on the Docker host; its folder is mounted read-only.',
    expected: 'an absolute path; the file name may contain "*"',
    example: '/var/log/vllm/*.log',
  }).refine((path) => !path.slice(0, path.lastIndexOf('/')).includes('*') && path.lastIndexOf('/') > 0),
  service: field(name, {
    description: 'Value of the label `service_name`; use the name of the scrape target.',
    expected: 'lower-case letters, digits and "-", at most 63',
    example: 'vllm-api',
  }),
  model: field(z.string().min(1), {
    description: 'Value of the label `model_name`.',
    expected: 'a non-empty string',
    example: 'meta-llama/Llama-3.1-8B-Instruct',
  }).optional(),
});

export const logsSchema = z.strictObject({
  enabled: field(z.boolean(), {
    description: 'Collect logs with Grafana Alloy.',
    expected: 'true or false',
    example: true,
  }).default(true),
  include: field(z.array(pattern), {
    description:
      "Names of containers whose logs are collected, in addition to the stack's own and those with the label `llm-monitoring.logs=true`.",
    expected: 'a list of regular expressions that match whole names',
    example: ['vllm-.*'],
  }).default([]),
  files: field(z.array(fileSchema), {
    description: 'Logs of vLLM servers that run outside Docker.',
    expected: 'a list of {path, service, model}',
    example: [{ path: '/var/log/vllm/*.log', service: 'vllm-api' }],
  }).default([]),
  redact: field(z.boolean(), {
    description: 'Replace API keys, tokens and passwords before a line leaves the machine.',
    expected: 'true or false',
    example: true,
  }).default(true),
  redactPatterns: field(z.array(pattern), {
    description: 'Additional patterns of secrets; each capture group is replaced.',
    expected: 'a list of regular expressions with at least one capture group',
    example: ['(acme_[0-9a-f]{32})'],
  })
    .refine((patterns) => patterns.every((text) => /\((?!\?)|\(\?P</.test(text)))
    .default([]),
  dropPrompts: field(z.boolean(), {
    description: "Replace prompts and answers in vLLM's request log lines.",
    expected: 'true or false',
    example: true,
  }).default(false),
  tenant: field(z.string().regex(/^[a-zA-Z0-9!_.*'()-]{1,150}$/), {
    description: 'Loki tenant (`X-Scope-OrgID`); enables multi-tenancy in the managed Loki.',
    expected: "letters, digits and !-_.*'(), at most 150",
    example: 'llm',
  }).optional(),
  tempo: field(z.string().min(1), {
    description: 'UID of a Tempo data source in Grafana, to which trace IDs in log lines link.',
    expected: 'a non-empty string',
    example: 'tempo',
  }).optional(),
  dockerSocket: field(z.string().regex(/^\/[^\s:]+$/), {
    description:
      "Docker socket on the engine's host; that of the current engine if not set, otherwise `/var/run/docker.sock`.",
    expected: 'an absolute path',
    example: '/var/run/docker.sock',
  }).optional(),
  dockerSocketGid: field(count, {
    description:
      'Group ID of the socket (`stat -c %g /var/run/docker.sock`); detected on this machine if not set, otherwise 0, which fits Docker Desktop and rootless Docker.',
    expected: 'a whole number of at least 0',
    example: 999,
  }).optional(),
  memory: field(memory, {
    description:
      'Memory limit of the collector. The dev stack needs 50 MiB; the rest is for lines and spans that wait while Loki or Tempo is unreachable.',
    expected: 'a size such as "512MiB" or "2GiB"',
    example: '512MiB',
  }).default(512),
});
