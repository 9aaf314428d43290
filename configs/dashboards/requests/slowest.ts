import type { Settings } from '../../settings/index.ts';
import { cells, row, type Row } from '../layout.ts';
import { spanTable, type SpanColumn } from '../trace-panels.ts';
import { OF_REQUEST, SLOW, spans } from './scope.ts';

const TIME: SpanColumn = { field: 'time', title: 'Start', width: 175 };
const SPAN: SpanColumn = { field: 'spanID', title: 'Span', width: 165 };
const DURATION: SpanColumn = { field: 'duration', title: 'Duration', unit: 'ns', width: 115 };
const SERVICE: SpanColumn = { field: 'service.name', title: 'Service', width: 140 };

const seconds = (field: string, title: string): SpanColumn => ({
  field: `gen_ai.latency.${field}`,
  title,
  unit: 's',
  width: 100,
});

/** Attributes of vLLM's spans (`vllm/tracing/utils.py`, SpanAttributes). */
const PHASES: readonly SpanColumn[] = [
  seconds('time_to_first_token', 'TTFT'),
  seconds('time_in_queue', 'Queue'),
  seconds('time_in_model_prefill', 'Prefill'),
  seconds('time_in_model_decode', 'Decode'),
  { field: 'gen_ai.usage.prompt_tokens', title: 'Tokens in', unit: 'short', width: 115 },
  { field: 'gen_ai.usage.completion_tokens', title: 'Tokens out', unit: 'short', width: 125 },
];

/** The id in the log begins with that of the span. */
const idColumn = ({ logs }: Settings): SpanColumn => ({
  field: 'gen_ai.request.id',
  title: 'Request',
  ...(logs.enabled
    ? {
        link: {
          title: 'Log lines of this request',
          url: '/d/vllm-logs?${__url_time_range}&var-search=${__value.raw}',
        },
      }
    : {}),
});

const selected = (columns: readonly SpanColumn[]) =>
  `select(resource.service.name, ${columns.map(({ field }) => `span.${field}`).join(', ')})`;

export function slowestRow(settings: Settings): Row {
  const id = idColumn(settings);
  return row(
    'Slowest requests',
    cells(24, 12, [
      spanTable(
        {
          title: 'Slowest requests',
          text: 'Stored requests of the time range that took longest, about 100 of them, with the phases that vLLM measured. The span leads to the trace, the request to its log lines.',
          idle: 'No traces of vLLM',
          sortBy: DURATION.title,
          columns: [TIME, SERVICE, SPAN, id, DURATION, ...PHASES],
        },
        `${spans(OF_REQUEST, SLOW)} | ${selected([id, ...PHASES])}`,
      ),
    ]),
  );
}

export function failuresRow(): Row {
  return row(
    'Failed requests',
    cells(24, 8, [
      spanTable(
        {
          title: 'Failed spans',
          text: 'Stored spans with status error. vLLM sets no status: failures show in the spans of gateways and backends.',
          idle: 'No failed spans',
          sortBy: TIME.title,
          columns: [
            TIME,
            SERVICE,
            SPAN,
            { field: 'name', title: 'Name', width: 240 },
            DURATION,
            { field: 'statusMessage', title: 'Message' },
          ],
        },
        `${spans('status = error')} | select(resource.service.name, name, statusMessage)`,
      ),
    ]),
  );
}
