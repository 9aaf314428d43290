import * as z from 'zod';
import { count, field, memory, name } from './fields.ts';

/** A regular expression in the syntax that Go and JavaScript share. */
const pattern = z.string().min(1).refine(isPattern);

/** An absolute path on the machine that runs Docker; `*` stands for any text between two slashes. */
const filePath = z.string().regex(/^\/[^\s"'`:]*[^\s"'`:/]$/);

const fileSchema = z.strictObject({
  path: field(filePath, {
    description: 'The log, on the machine that runs Docker; its folder is mounted read-only.',
    expected: 'an absolute path in a folder, with "*" for any text in the file name',
    example: '/var/log/vllm/*.log',
  }).refine((path) => !path.slice(0, path.lastIndexOf('/')).includes('*') && path.lastIndexOf('/') > 0),
  service: field(name, {
    description: 'Value of the label `service_name`; use the name of the target that Prometheus scrapes.',
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
      'Names of containers whose logs are collected besides those of the stack and those with the label `llm-monitoring.logs=true`.',
    expected: 'a list of regular expressions; each has to match a whole name',
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
    description: 'What else is a secret; each group of an expression is replaced.',
    expected: 'a list of regular expressions with at least one group',
    example: ['(acme_[0-9a-f]{32})'],
  })
    .refine((patterns) => patterns.every((text) => /\((?!\?)|\(\?P</.test(text)))
    .default([]),
  dropPrompts: field(z.boolean(), {
    description: 'Replace the text of prompts and answers in the request lines of vLLM.',
    expected: 'true or false',
    example: true,
  }).default(false),
  tenant: field(z.string().regex(/^[a-zA-Z0-9!_.*'()-]{1,150}$/), {
    description: 'Tenant under which logs are stored (`X-Scope-OrgID`); our own Loki then asks for one.',
    expected: "letters, digits and !-_.*'(), at most 150",
    example: 'llm',
  }).optional(),
  tempo: field(z.string().min(1), {
    description: 'Uid of a Tempo data source in Grafana; trace ids in log lines then link to it.',
    expected: 'a non-empty string',
    example: 'tempo',
  }).optional(),
  dockerSocket: field(z.string().regex(/^\/[^\s:]+$/), {
    description:
      'Socket of the Docker engine as the engine sees it; where none is given, that of the engine in use, else `/var/run/docker.sock`.',
    expected: 'an absolute path',
    example: '/var/run/docker.sock',
  }).optional(),
  dockerSocketGid: field(count, {
    description:
      'Group that may use the socket (`stat -c %g /var/run/docker.sock`); where none is given, that of the socket on this machine, else 0, which is right for Docker Desktop and rootless Docker.',
    expected: 'a whole number of at least 0',
    example: 999,
  }).optional(),
  memory: field(memory, {
    description: 'Memory limit of the collector.',
    expected: 'a size such as "512MiB" or "2GiB"',
    example: '512MiB',
  }).default(512),
});

/** Whether both Go and JavaScript take the expression: no look-around and no back references, which Go lacks. */
function isPattern(text: string): boolean {
  try {
    new RegExp(text.replaceAll('(?P<', '(?<').replace(/^\(\?[imsU]+\)/, ''));
  } catch {
    return false;
  }
  return !/\(\?<?[=!]|\\[1-9]/.test(text);
}
