import { describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { alloyConfig, alloyFiles } from '../../../configs/collector/index.ts';
import { parseSettings } from '../../../configs/index.ts';
import { services } from '../../../configs/services/index.ts';
import { tempoConfig } from '../../../configs/tempo/config.ts';
import { plainText } from '../../../configs/text/config-file.ts';
import { Secret } from '../../../configs/text/secret.ts';
import {
  names,
  PROMPT_ATTRIBUTES,
  SECRET_ATTRIBUTES,
  SECRET_NAME_HINT,
} from '../../../configs/traces/attributes.ts';

type Raw = Record<string, unknown>;

const settings = (traces: Raw = {}, others: Raw = {}) =>
  parseSettings({ traces: { enabled: true, ...traces }, ...others });
const text = (traces?: Raw, others?: Raw) => alloyConfig(settings(traces, others));
const serviceOf = (name: string, traces?: Raw, others?: Raw) =>
  services(settings(traces, others)).find((service) => service.name === name);

/** Components in the order in which spans pass them, from the receiver on. */
function flow(config: string): string[] {
  const next = new Map(
    [...config.matchAll(/^(otelcol\.\S+) "traces" \{([\s\S]*?)^\}/gm)].map(([, name, body]) => [
      name!,
      /traces = \[(otelcol\.\w+\.\w+)\.traces\.input\]/.exec(body!)?.[1],
    ]),
  );
  const passed: string[] = [];
  for (let at: string | undefined = 'otelcol.receiver.otlp'; at !== undefined; at = next.get(at)) {
    expect(next.has(at), at).toBe(true);
    passed.push(at.replace('otelcol.', ''));
  }
  return passed;
}

describe('the flow of spans', () => {
  it('limits, selects, cleans, batches and sends', () => {
    expect(flow(text())).toEqual([
      'receiver.otlp',
      'processor.memory_limiter',
      'processor.tail_sampling',
      'processor.transform',
      'processor.batch',
      'exporter.otlphttp',
    ]);
  });

  it('makes no decision if everything is kept, and cleans nothing if all is allowed', () => {
    const plain = { sampling: { share: 1 }, redact: false, dropPrompts: false };
    expect(flow(text(plain))).toEqual([
      'receiver.otlp',
      'processor.memory_limiter',
      'processor.batch',
      'exporter.otlphttp',
    ]);
    expect(flow(text({ ...plain, dropAttributes: ['enduser.id'] }))).toContain('processor.transform');
  });

  it('never blocks senders and holds a bounded number of spans, less than its memory', () => {
    const config = text({ limits: { queuedSpans: 4096 } }, { logs: { memory: '1GiB' } });
    expect(config).toMatch(/block_on_overflow = false/);
    expect(config).toMatch(/queue_size\s+= 4096\n/);
    const [limit, spike] = [/\tlimit\s+= "(\d+)MiB"/, /spike_limit\s+= "(\d+)MiB"/].map((pattern) =>
      Number(pattern.exec(config)![1]),
    );
    expect(limit! + spike!).toBeLessThan(1024);
  });

  it('keeps errors, slow traces and starts of vLLM, and the configured share of the rest', () => {
    const config = text({ sampling: { share: 0.25, slowerThan: '1m30s' } });
    expect(config).toContain('threshold_ms = 90000');
    expect(config).toContain('sampling_percentage = 25');
    expect([...config.matchAll(/type = "(\w+)"/g)].map(([, type]) => type)).toEqual([
      'status_code',
      'latency',
      'string_attribute',
      'probabilistic',
    ]);
  });
});

describe('names of attributes', () => {
  const matching = (patterns: readonly string[]) => {
    const pattern = new RegExp(names(patterns).replace('(?i)', ''), 'i');
    return (name: string) => pattern.test(name);
  };
  const isPrompt = matching(PROMPT_ATTRIBUTES);
  const isSecret = matching(SECRET_ATTRIBUTES);

  test.each([
    'gen_ai.prompt',
    'gen_ai.prompt.0.content',
    'gen_ai.completion.0.tool_calls.0.arguments',
    'gen_ai.input.messages',
    'gen_ai.output.messages',
    'gen_ai.system_instructions',
    'gen_ai.tool.call.arguments',
    'gen_ai.user.message.content',
    'llm.prompts.0',
    'llm.input_messages.1.message.content',
    'llm.prompt_template.variables',
    'input.value',
    'output.value',
    'retrieval.documents.0.document.content',
    'traceloop.entity.input',
    'langfuse.observation.output',
    'mlflow.spanInputs',
    'all_messages_events',
    'http.request.body',
    'gen_ai.event.content',
    'gen_ai.agent.invocation_input',
    'llm.hosted_vllm.messages',
    'llm.openai.choices',
    'llm.text-completion-openai.prompt',
  ])('%s contains a prompt or an answer', (name) => expect(isPrompt(name)).toBe(true));

  test.each([
    'http.request.header.authorization',
    'http.request.header.x-api-key',
    'Authorization',
    'http.response.header.set-cookie',
    'db.password',
    'litellm.api_key',
    'hf_token',
    'oauth.client_secret',
    'process.command_args',
  ])('%s is a secret, and is found fast', (name) => {
    expect(isSecret(name)).toBe(true);
    expect(JSON.stringify(['service.name', name])).toMatch(new RegExp(SECRET_NAME_HINT.slice(4), 'i'));
  });

  test.each([
    'gen_ai.request.id',
    'gen_ai.request.max_tokens',
    'gen_ai.request.model',
    'gen_ai.usage.prompt_tokens',
    'gen_ai.usage.completion_tokens',
    'gen_ai.usage.input_tokens',
    'gen_ai.latency.time_to_first_token',
    'gen_ai.operation.name',
    'gen_ai.output.type',
    'llm.token_count.prompt',
    'llm.token_count.completion',
    'llm.cost.input',
    'llm.openai.model',
    'llm.openai.max_tokens',
    'llm.model_name',
    'http.request.body.size',
    'http.request.method',
    'service.name',
    'session.id',
    'code.namespace',
    'vllm.process_id',
    'tokenizer',
  ])('%s is kept', (name) => expect(isPrompt(name) || isSecret(name)).toBe(false));
});

describe('an external trace store', () => {
  const existing = {
    otlpUrl: 'https://otlp.example.com/',
    tenant: 'llm',
    auth: { bearer: 'token-of-traces' },
    tls: { ca: '-----BEGIN CERTIFICATE-----\nx', serverName: 'otlp' },
  };

  it('replaces Tempo, and gets credentials from files', () => {
    expect(serviceOf('tempo', { existing })).toBeUndefined();
    const config = text({ existing });
    expect(config).toContain('endpoint = "https://otlp.example.com"');
    expect(config).toContain('"X-Scope-OrgID" = "llm"');
    expect(config).toContain('auth     = otelcol.auth.bearer.traces.handler');
    expect(config).not.toContain('token-of-traces');
    const files = alloyFiles(settings({ existing }));
    expect(files.find(({ path }) => path === 'traces-token')?.content).toBeInstanceOf(Secret);
    expect(files.map(({ path }) => path)).toContain('traces-ca.pem');
  });

  it('receives headers, whose values are in files too', () => {
    const headers = { 'x-honeycomb-team': 'key-of-traces', 'api-key': 'another-key' };
    const config = text({ existing: { ...existing, headers } });
    expect(config).toContain('filename  = "/etc/alloy/traces-header-x-honeycomb-team"');
    expect(config).toContain('"x-honeycomb-team" = convert.nonsensitive(local.file.traces_header_0.content)');
    expect(config).toContain('"X-Scope-OrgID"    = "llm"');
    expect(config).not.toMatch(/key-of-traces|another-key/);
    const files = alloyFiles(settings({ existing: { otlpUrl: existing.otlpUrl, headers } }));
    expect(files.filter(({ content }) => content instanceof Secret).map(({ path }) => path)).toEqual([
      'traces-header-x-honeycomb-team',
      'traces-header-api-key',
    ]);
    expect(() => settings({ existing: { ...existing, headers: { Authorization: 'Bearer x' } } })).toThrow(
      /traces\.existing\.headers/,
    );
  });

  it('receives the credentials of its kind', () => {
    const auth = { basic: { username: 'llm', password: 'password-of-traces' } };
    const config = text({ existing: { ...existing, auth } });
    expect(config).toContain('auth     = otelcol.auth.basic.traces.handler');
    expect(config).toContain('filename  = "/etc/alloy/traces-password"');
    const files = alloyFiles(settings({ existing: { ...existing, auth } }));
    expect(files.filter(({ content }) => content instanceof Secret).map(({ path }) => path)).toEqual([
      'traces-password',
    ]);
  });
});

describe('the collector on Docker', () => {
  it('publishes both OTLP ports', () => {
    expect(serviceOf('alloy', { grpcPort: 14317, httpPort: 14318 })?.ports).toEqual([
      { key: 'traces.grpcPort', host: 14317, container: 4317 },
      { key: 'traces.httpPort', host: 14318, container: 4318 },
    ]);
  });

  it('runs for traces alone, without access to Docker or Loki', () => {
    const alone = serviceOf('alloy', {}, { logs: { enabled: false } });
    expect(alone?.networks).toEqual(['stack']);
    expect(alone?.after).toEqual([]);
    expect(text({}, { logs: { enabled: false } })).not.toMatch(/loki|discovery/);
    expect(serviceOf('socket-proxy', {}, { logs: { enabled: false } })).toBeUndefined();
  });
});

describe('Tempo', () => {
  it('has retention, limits and memory of the settings', () => {
    const service = serviceOf('tempo', {
      retention: '36h',
      memory: '1GiB',
      limits: { bytesPerTrace: '2GB' },
    });
    expect(service?.memoryMiB).toBe(1024);
    const config = parse(plainText(service!.config!.files[0]!.content)) as ReturnType<typeof tempoConfig>;
    expect(config.backend_scheduler.provider.compaction.compaction.block_retention).toBe('129600s');
    expect(config.backend_worker.compaction.block_retention).toBe('129600s');
    expect(config.overrides.defaults.global.max_bytes_per_trace).toBe(2e9);
  });

  it('writes metrics of spans to a managed Prometheus, with its password', () => {
    const auth = { username: 'tempo', password: 'password-of-prometheus' };
    const service = serviceOf('tempo', {}, { prometheus: { auth } })!;
    const [config, password] = service.config!.files;
    expect(plainText(config!.content)).toContain('password_file: /etc/tempo/prometheus-password');
    expect(plainText(config!.content)).not.toContain('password-of-prometheus');
    expect(password?.content).toBeInstanceOf(Secret);
    expect(serviceOf('prometheus')?.command).toContain('--web.enable-remote-write-receiver');
  });

  it('writes none to an external Prometheus', () => {
    const prometheus = { existing: { url: 'https://prometheus.example.com' } };
    expect(tempoConfig(settings({}, { prometheus }))).not.toHaveProperty('metrics_generator');
  });
});
