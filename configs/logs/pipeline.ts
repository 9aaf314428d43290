import type { Settings } from '../settings/index.ts';
import {
  ACCESS,
  CONTINUATION,
  LOGFMT_LEVEL,
  PROBE,
  PROCESS_NAME,
  RAISED,
  REQUEST,
  REQUEST_ID,
  STATS,
  TRACEBACK_START,
  TRACE_ID,
  UVICORN_HEAD,
  VLLM_HEAD,
} from './patterns.ts';
import { redactionStages } from './redaction.ts';
import type { Stage } from './stages.ts';

/** Marks that a line gets while lines are joined: it continues the one before, or begins a traceback. */
const CONTINUES = '\u001f';
const BEGINS_TRACEBACK = '\u001e';

/** A line waits as long for the next; a traceback is printed within milliseconds. */
const LINE_WAIT = '1s';
/** Longer, as what it waits for has waited before. */
const TRACEBACK_WAIT = '3s';
/** Longest entry, in lines; what is beyond begins another entry and is not lost. */
const MAX_LINES = 1_024;
/** Loki takes 256 KiB; below it, so that the cut is ours, counted and marked. */
const MAX_BYTES = 128 * 1024;

/** The labels of a stream, all static: at most one stream a container. */
export const STREAM_LABELS = ['stack', 'service_name', 'container', 'model_name'] as const;

/** What an entry carries beside its labels; searchable without being a stream of its own. */
export const METADATA = [
  'level',
  'kind',
  'process',
  'module',
  'request_id',
  'trace_id',
  'method',
  'path',
  'status',
  'exception',
  'stream',
  // A label that Alloy gives to what it reads from files; one stream a file would be one more with each rotation.
  'filename',
] as const;

/**
 * What happens to a line between its source and Loki. Its time stays the one of the source, as vLLM prints neither year
 * nor time zone.
 */
export function pipeline(settings: Settings): Stage[] {
  return [
    { kind: 'decolorize' },
    { kind: 'drop', expression: PROBE, reason: 'probe' },
    // Loki refuses older ones, which would count as lost; a new stack meets them in the logs of old containers.
    { kind: 'dropOld', olderThan: '160h', reason: 'too_old' },
    ...redactionStages(settings.logs),
    ...joined(),
    ...parsed(),
    { kind: 'truncate', limit: MAX_BYTES, suffix: '… [truncated]' },
    { kind: 'metadata', names: METADATA },
  ];
}

/**
 * One entry a message. Two rounds, as RE2 cannot look ahead: first lines are joined to what they continue, then a traceback
 * to the line that announces it. The process is a label meanwhile (with `stream` and `filename`, which the source sets), as the lines of
 * several processes and of both outputs come interleaved.
 */
function joined(): Stage[] {
  const join = (firstline: string, maxWait: string): Stage => ({
    kind: 'multiline',
    firstline,
    maxWait,
    maxLines: MAX_LINES,
  });
  return [
    { kind: 'regex', expression: PROCESS_NAME },
    { kind: 'labels', names: ['process', 'pid'] },
    { kind: 'replace', expression: TRACEBACK_START, replace: BEGINS_TRACEBACK },
    { kind: 'replace', expression: CONTINUATION, replace: CONTINUES },
    join(String.raw`^[^\s\x1f]`, LINE_WAIT),
    join(String.raw`^[^\x1e]`, TRACEBACK_WAIT),
    { kind: 'replace', expression: String.raw`([\x1e\x1f])`, replace: '' },
    // What an empty line leaves that has nothing before it.
    { kind: 'drop', expression: String.raw`^\s*$`, reason: 'empty' },
    { kind: 'dropLabels', names: ['pid'] },
  ];
}

/** Values for the metadata: the vaguest pattern first, as a later one overwrites it. */
function parsed(): Stage[] {
  return [
    { kind: 'regex', expression: LOGFMT_LEVEL },
    {
      kind: 'json',
      expressions: {
        level: 'levelname || level || severity',
        module: 'name || logger',
        process: 'vllm_process_name || processName',
        exc_info: 'exc_info',
        request_id: 'request_id',
        trace_id: 'trace_id || traceId || traceID',
      },
    },
    { kind: 'regex', expression: UVICORN_HEAD },
    { kind: 'regex', expression: VLLM_HEAD },
    { kind: 'regex', expression: ACCESS },
    { kind: 'regex', expression: REQUEST_ID },
    { kind: 'regex', expression: TRACE_ID },
    { kind: 'regex', expression: STATS },
    { kind: 'regex', expression: REQUEST },
    { kind: 'regex', expression: RAISED },
    // The JSON format has the traceback in a field of its own.
    { kind: 'regex', expression: RAISED, source: 'exc_info' },
    {
      kind: 'choose',
      target: 'kind',
      cases: [
        ['traceback', 'traceback'],
        ['request', 'request'],
        ['stats', 'stats'],
        ['status', 'access'],
      ],
    },
    // Whatever the line before said: a traceback is an error.
    { kind: 'choose', target: 'level', cases: [['traceback', 'error']] },
    { kind: 'lower', source: 'level' },
    // Loki's and Grafana's own words for levels.
    { kind: 'replace', source: 'level', expression: '^(warning)$', replace: 'warn' },
    { kind: 'replace', source: 'level', expression: '^(fatal)$', replace: 'critical' },
  ];
}
