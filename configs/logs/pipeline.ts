import type { Settings } from '../settings/index.ts';
import {
  ACCESS,
  CLIENT_ERROR,
  CONTINUATIONS,
  EXCEPTION_FIRST,
  JSON_ACCESS,
  JSON_BODY,
  JSON_PROBE,
  LEVEL_AFTER_TIME,
  LEVEL_FIRST,
  LEVEL_IN_BRACKETS,
  LEVEL_OF_GLOG,
  LOGFMT_LEVEL,
  PROBE,
  RAISED,
  REQUEST,
  REQUEST_ID,
  REQUEST_ID_HINT,
  STATS,
  TRACE_ID,
} from './patterns.ts';
import { ORIGIN, PROCESS_NAME, VLLM_HEAD } from './prefixes.ts';
import { defined } from '../text/defined.ts';
import { privateKeyStages, redactionStages } from './redaction.ts';
import type { Stage } from './stages.ts';

/** Marks that a line gets while lines are joined: it continues the one before, or begins a traceback. */
const CONTINUES = '\u001f';
const BEGINS_TRACEBACK = '\u001e';

/** Labels of a line while lines are joined. */
const ORIGIN_LABELS = ['origin', 'severity', 'place', 'mild'];

/** A line waits as long for the next; a traceback is printed within milliseconds. */
const LINE_WAIT = '1s';
/** Longer, as what it waits for has waited before. */
const TRACEBACK_WAIT = '3s';
/** Longest entry, in lines; what is beyond begins another entry and is not lost. */
const MAX_LINES = 1_024;
/** Loki takes 256 KiB; below it, so that entries are cut here, counted and marked. */
const MAX_BYTES = 128 * 1024;

/** The labels of a stream, all static: at most one stream a container. */
export const STREAM_LABELS = ['stack', 'service_name', 'container', 'model_name'] as const;

/** Structured metadata of an entry: searchable without a stream of its own. */
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

/** Keys of JSON loggers: python-json-logger, structlog, ECS, Google Cloud (JMESPath). */
const JSON_FIELDS = {
  level: 'levelname || level || severity || log_level || "log.level" || log.level',
  module: 'name || logger || logger_name || "log.logger" || log.logger',
  process: 'vllm_process_name || processName',
  exc_info: 'exception || exc_info || exc_text || stack_trace || "error.stack_trace" || error.stack_trace',
  // structlog's `dict_tracebacks`; the last is the one that was raised.
  exception: 'exception[-1].exc_type',
  exc_type: 'exception[-1].exc_type',
  request_id: 'request_id',
  trace_id: 'trace_id || traceId || traceID || "trace.id" || trace.id',
};

/** Loki's and Grafana's own words for levels. They are compared in this order, so that the most frequent comes first. */
const LEVEL_WORDS = {
  info: 'info',
  warning: 'warn',
  w: 'warn',
  fatal: 'critical',
  f: 'critical',
  exception: 'error',
  err: 'error',
  e: 'error',
  i: 'info',
};

/**
 * All stages between the source of a line and Loki. The line keeps the time of its source, because vLLM prints neither year
 * nor time zone.
 */
export function pipeline(settings: Settings): Stage[] {
  return [
    { kind: 'decolorize' },
    ...[PROBE, JSON_PROBE].map((expression): Stage => ({
      kind: 'drop',
      contains: 'HTTP/',
      expression,
      reason: 'probe',
    })),
    // Loki refuses older ones, which would count as lost; a new stack meets them in the logs of old containers.
    { kind: 'dropOld', olderThan: '160h', reason: 'too_old' },
    ...privateKeyStages(settings.logs),
    ...joined(),
    ...redactionStages(settings.logs),
    ...parsed(),
    { kind: 'truncate', limit: MAX_BYTES, suffix: '… [truncated]' },
    { kind: 'metadata', names: METADATA },
  ];
}

/**
 * One entry a message. Two rounds, as RE2 cannot look ahead: first lines are joined to what they continue, then a traceback
 * to the line that announces it. Where a line comes from is in labels meanwhile (with `stream` and `filename`, which the source sets),
 * since the lines of several processes and of both outputs come interleaved.
 */
function joined(): Stage[] {
  const join = (firstline: string, maxWait: string): Stage => ({
    kind: 'multiline',
    firstline,
    maxWait,
    maxLines: MAX_LINES,
  });
  return [
    { kind: 'regex', expression: ORIGIN },
    { kind: 'labels', names: ORIGIN_LABELS },
    ...CONTINUATIONS.map((expression): Stage => ({
      kind: 'replace',
      expression,
      replace: CONTINUES,
      unless: ['begins', BEGINS_TRACEBACK],
    })),
    join(String.raw`^[^\s\x1f]`, LINE_WAIT),
    join(String.raw`^[^\x1e]`, TRACEBACK_WAIT),
    ...[CONTINUES, BEGINS_TRACEBACK].map((mark): Stage => ({
      kind: 'match',
      where: { contains: mark },
      stages: [{ kind: 'replace', expression: `(\\x${mark.charCodeAt(0).toString(16)})`, replace: '' }],
    })),
    // Rest of an empty line without a line before it.
    { kind: 'drop', expression: String.raw`^\s*$`, reason: 'empty' },
    { kind: 'dropLabels', names: ORIGIN_LABELS },
  ];
}

/**
 * Values for the metadata: the vaguest pattern first, as a later one overwrites it. What costs much is run for lines that contain a
 * text of it.
 */
function parsed(): Stage[] {
  const regex = (expression: string, source?: string): Stage => ({
    kind: 'regex',
    expression,
    ...defined({ source }),
  });
  const where = (contains: string, ...stages: Stage[]): Stage => ({
    kind: 'match',
    where: { contains },
    stages,
  });
  return [
    regex(LOGFMT_LEVEL),
    where('{', regex(JSON_BODY), { kind: 'json', source: 'json', expressions: JSON_FIELDS }),
    regex(LEVEL_AFTER_TIME),
    where('[', regex(LEVEL_IN_BRACKETS)),
    regex(LEVEL_OF_GLOG),
    regex(LEVEL_FIRST),
    regex(VLLM_HEAD),
    where(' pid=', regex(PROCESS_NAME)),
    where('HTTP/', regex(JSON_ACCESS), regex(ACCESS)),
    where('cmpl-', regex(REQUEST_ID)),
    { kind: 'match', where: { matches: REQUEST_ID_HINT }, stages: [regex(REQUEST_ID)] },
    where('race', regex(TRACE_ID)),
    regex(STATS),
    where('Re', regex(REQUEST)),
    where('Generated', regex(REQUEST)),
    where('rror', regex(CLIENT_ERROR), regex(EXCEPTION_FIRST)),
    where('xception', regex(EXCEPTION_FIRST)),
    where('Timeout', regex(EXCEPTION_FIRST)),
    // The JSON format has the traceback in a field of its own.
    where('Traceback', regex(RAISED), regex(RAISED, 'exc_info')),
    {
      kind: 'choose',
      target: 'kind',
      cases: [
        ['client_error', 'client_error'],
        ['traceback', 'traceback'],
        ['exc_type', 'traceback'],
        ['request', 'request'],
        ['stats', 'stats'],
        ['status', 'access'],
      ],
    },
    // Whatever the line before said: a traceback is an error.
    {
      kind: 'choose',
      target: 'level',
      cases: [
        ['traceback', 'error'],
        ['exc_type', 'error'],
      ],
      otherwise: [['exception', 'error']],
    },
    { kind: 'words', source: 'level', words: LEVEL_WORDS },
  ];
}
