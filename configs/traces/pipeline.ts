import { otlpUrl } from '../inventory/addresses.ts';
import { expression, type Block } from '../logs/index.ts';
import {
  NAMED_SECRETS,
  NAMED_STEM,
  PRIVATE_KEY,
  URL_SECRETS,
  VENDOR_HINT,
  VENDOR_KEYS,
} from '../logs/secret-formats.ts';
import { REDACTED } from '../logs/redaction.ts';
import { seconds, type Settings } from '../settings/index.ts';
import { OTLP } from '../stack/parts.ts';
import { defined } from '../text/defined.ts';
import {
  MESSAGE_ATTRIBUTES,
  MESSAGE_EVENT,
  names,
  PROMPT_ATTRIBUTES,
  SECRET_ATTRIBUTES,
  SECRET_NAME_HINT,
} from './attributes.ts';
import { authBlocks, headerBlocks, type CredentialPaths } from './credentials.ts';

/** Wait for the rest of a trace before it is kept or not; longer than most requests, shorter than a user's patience. */
const DECISION_WAIT = '10s';
/** Traces that wait for a decision, at about 5 KB each, and decisions remembered for spans that come later. */
const WAITING_TRACES = 20_000;
const REMEMBERED_TRACES = 50_000;
const BATCH = 1024;

/**
 * Blocks of the collector that receive, select, redact and forward spans. Senders never wait for the trace store: beyond the limits,
 * spans are refused or dropped, and counted.
 *
 * @param memoryMiB memory limit of the collector, of which log lines take a part.
 */
export function traceBlocks(settings: Settings, memoryMiB: number, paths: CredentialPaths): Block[] {
  const { sampling, redact, dropPrompts, dropAttributes } = settings.traces;
  const samples = sampling.share < 1;
  const cleans = redact || dropPrompts || dropAttributes.length > 0;
  const batch = 'otelcol.processor.batch.traces.input';
  const cleaned = cleans ? 'otelcol.processor.transform.traces.input' : batch;
  return [
    {
      name: 'otelcol.receiver.otlp',
      label: 'traces',
      blocks: [
        { name: 'grpc', attributes: { endpoint: `0.0.0.0:${OTLP.grpc}` } },
        { name: 'http', attributes: { endpoint: `0.0.0.0:${OTLP.http}` } },
        output('otelcol.processor.memory_limiter.traces.input'),
      ],
    },
    {
      name: 'otelcol.processor.memory_limiter',
      label: 'traces',
      attributes: {
        check_interval: '1s',
        limit: `${Math.floor(memoryMiB * 0.75)}MiB`,
        spike_limit: `${Math.floor(memoryMiB * 0.15)}MiB`,
      },
      blocks: [output(samples ? 'otelcol.processor.tail_sampling.traces.input' : cleaned)],
    },
    ...(samples ? [tailSampling(settings, cleaned)] : []),
    ...(cleans ? [cleaning(settings, batch)] : []),
    {
      name: 'otelcol.processor.batch',
      label: 'traces',
      attributes: { send_batch_size: BATCH, send_batch_max_size: 2 * BATCH, timeout: '1s' },
      blocks: [output('otelcol.exporter.otlphttp.traces.input')],
    },
    ...exporter(settings, paths),
  ];
}

const output = (to: string): Block => ({ name: 'output', attributes: { traces: [expression(to)] } });

/** Policies are alternatives: one that matches keeps the trace. */
function tailSampling({ traces: { sampling } }: Settings, to: string): Block {
  const policy = (name: string, type: string, attributes: NonNullable<Block['attributes']>): Block => ({
    name: 'policy',
    attributes: { name, type },
    blocks: [{ name: type, attributes }],
  });
  return {
    name: 'otelcol.processor.tail_sampling',
    label: 'traces',
    attributes: {
      decision_wait: DECISION_WAIT,
      num_traces: WAITING_TRACES,
      decision_cache: {
        sampled_cache_size: REMEMBERED_TRACES,
        non_sampled_cache_size: REMEMBERED_TRACES,
      },
    },
    blocks: [
      policy('errors', 'status_code', { status_codes: ['ERROR'] }),
      policy('slow', 'latency', { threshold_ms: seconds(sampling.slowerThan) * 1000 }),
      // Spans of a start arrive one by one for minutes, and the first ones are short.
      policy('starts', 'string_attribute', {
        key: 'code.namespace',
        values: [String.raw`^vllm\.`],
        enabled_regex_matching: true,
      }),
      policy('share', 'probabilistic', { sampling_percentage: sampling.share * 100 }),
      output(to),
    ],
  };
}

/** The values of attributes as JSON, and true if a name of a secret is among them, kept by OTTL for one span. */
const VALUES = 'cache["values"]';
const NAMED = 'cache["named"]';
/** Attributes that are maps, in the JSON of the values. */
const NESTED = String.raw`[\[,]\{"`;
/** Lists, likewise; some strings look the same. */
const LISTED = String.raw`[\[,]\[`;

/**
 * Removes and replaces attributes. A span waits in memory before, as most spans are not kept. OTTL has no access to the attributes of
 * links.
 */
function cleaning({ traces: { redact, dropPrompts, dropAttributes } }: Settings, to: string): Block {
  // Of values that are no JSON, such as infinity, it is not known what they contain.
  const may = (pattern: string) => `(${VALUES} == nil or IsMatch(${VALUES}, ${quoted(pattern)}))`;
  const remove = (patterns: readonly string[], where: readonly string[] = []) =>
    patterns.length === 0
      ? []
      : [
          `delete_matching_keys(attributes, ${quoted(names(patterns))})${where.length === 0 ? '' : ` where ${where.join(' and ')}`}`,
        ];
  // Only strings at the top are searched. Nested names become those of the top; lists are opened only if they may contain a secret.
  const opened = [
    `set(${VALUES}, String(Values(attributes)))`,
    ...(redact ? [`set(${NAMED}, true) where ${may(NAMED_STEM)}`] : []),
    `flatten(attributes) where ${may(NESTED)}`,
    ...(redact
      ? [
          `flatten(attributes) where ${may(LISTED)} and (${[`${NAMED} != nil`, ...[...VENDOR_KEYS, ...URL_SECRETS, PRIVATE_KEY].map(may)].join(' or ')})`,
        ]
      : []),
  ];
  const removed = (...where: readonly string[]) => [
    ...remove([...(dropPrompts ? PROMPT_ATTRIBUTES : []), ...dropAttributes], where),
    ...(redact
      ? remove(SECRET_ATTRIBUTES, [...where, `IsMatch(Keys(attributes), ${quoted(SECRET_NAME_HINT)})`])
      : []),
  ];
  // Expressions of secrets take most of the time, so that they are applied only where a faster one matches.
  const replaced = (call: (secret: string) => string, key: string, named: string): string[] =>
    redact
      ? [
          ...VENDOR_KEYS.map((secret) => `${call(secret)} where ${key}`),
          ...NAMED_SECRETS.map((secret) => `${call(secret)} where ${named}`),
          ...[...URL_SECRETS, PRIVATE_KEY].map(call),
        ]
      : [];
  const inAttributes = replaced(
    (secret) => `replace_all_patterns(attributes, "value", ${quoted(secret)}, ${quoted(REDACTED)})`,
    may(VENDOR_HINT),
    `${NAMED} != nil`,
  );
  const inText = (target: string) =>
    replaced(
      (secret) => `replace_pattern(${target}, ${quoted(secret)}, ${quoted(REDACTED)})`,
      `IsMatch(${target}, ${quoted(VENDOR_HINT)})`,
      `IsMatch(${target}, ${quoted(NAMED_STEM)})`,
    );
  const statements = (context: string, ...more: readonly string[]): Block => ({
    name: 'trace_statements',
    attributes: {
      context,
      statements: [...removed(), ...opened, ...removed(may(NESTED)), ...inAttributes, ...more],
    },
  });
  const messages = dropPrompts ? remove(MESSAGE_ATTRIBUTES, [`IsMatch(name, ${quoted(MESSAGE_EVENT)})`]) : [];
  return {
    name: 'otelcol.processor.transform',
    label: 'traces',
    attributes: { error_mode: 'ignore' },
    blocks: [
      statements('resource'),
      statements('scope'),
      statements('span', ...inText('name'), ...inText('status.message')),
      statements('spanevent', ...messages, ...inText('name')),
      output(to),
    ],
  };
}

/** A string of OTTL, which is one of Go. */
const quoted = (text: string): string => JSON.stringify(text);

function exporter(settings: Settings, paths: CredentialPaths): Block[] {
  const { limits, existing } = settings.traces;
  const { auth, tls } = existing ?? {};
  const files = headerBlocks(existing?.headers ?? {}, paths.header);
  const headers = {
    ...(existing?.tenant === undefined ? {} : { '"X-Scope-OrgID"': existing.tenant }),
    ...files.values,
  };
  return [
    ...authBlocks(auth, paths),
    ...files.blocks,
    {
      name: 'otelcol.exporter.otlphttp',
      label: 'traces',
      blocks: [
        {
          name: 'client',
          attributes: {
            endpoint: otlpUrl(settings),
            ...(auth
              ? { auth: expression(`otelcol.auth.${auth.basic ? 'basic' : 'bearer'}.traces.handler`) }
              : {}),
            ...(Object.keys(headers).length === 0 ? {} : { headers }),
          },
          blocks: tls
            ? [
                {
                  name: 'tls',
                  attributes: {
                    ...(tls.ca === undefined ? {} : { ca_file: paths.ca }),
                    ...defined({ server_name: tls.serverName }),
                    ...(tls.insecureSkipVerify ? { insecure_skip_verify: true } : {}),
                  },
                },
              ]
            : [],
        },
        {
          name: 'sending_queue',
          attributes: { sizer: 'items', queue_size: limits.queuedSpans, block_on_overflow: false },
        },
        // Without end: the queue bounds what waits.
        { name: 'retry_on_failure', attributes: { max_interval: '10s', max_elapsed_time: '0s' } },
      ],
    },
  ];
}
