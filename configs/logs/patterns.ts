import { PROBE_ROUTE } from '../promql/probe-routes.ts';
import { EMPTY, LEVEL, OUTER, PREFIX, RANK, TIME } from './prefixes.ts';

/**
 * The shapes of lines. Sources: vLLM 0.8 to 0.33, uvicorn `logging.py`, gunicorn `glogging.py`, structlog `dev.py`, glog
 * `logging.cc`, CPython `traceback.py`.
 */

/** The line that ends a traceback: the class of the exception and its text. */
const EXCEPTION_CLASS = String.raw`(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception(?:Group)?|Interrupt|Exit|Timeout|Cancelled|Iteration|Failed)(?:\([\w.]*\))?`;
/** Between two tracebacks, and what torch and its compiler write below an exception at the left margin. */
const BETWEEN = [
  'During handl',
  'The above exc',
  '(?:CUDA|HIP) kernel',
  'For debugg',
  'Compile with .T',
  'Exception raised',
  'frame #',
  'from user c',
  'Set TORCH',
].join('|');
const TRACEBACK = String.raw`Traceback \(most recent call last\)`;

/**
 * Continues the line before, or begins a traceback, which belongs to the line that announces it; the group is the repeated prefix
 * (vLLM prefixes every line of a message, empty ones too). Two expressions, as each stays below the 500 steps above which Go's are
 * many times slower (`regexp/backtrack.go`).
 */
export const CONTINUATIONS = [
  String.raw`^(?:(${PREFIX})(?:\s|Traceback \(most|${BETWEEN}|${EXCEPTION_CLASS}(?::|$)))`,
  `^(${EMPTY})$`,
];

export const LEVEL_FIRST = String.raw`^${OUTER}(?P<level>${LEVEL})(?::(?:\s|[\w.]+:)| ${TIME})`;
/** `2026-11-24 02:57:44,123 - vllm.engine - ERROR - …`, `[… +0000] [12] [INFO] …`, `… | ERROR    | …`. */
export const LEVEL_AFTER_TIME = String.raw`^(?:\([^()]*\) )*\[?${TIME}\]?[^A-Za-z\n]*(?:[\w.]+[^A-Za-z\n]+){0,3}?(?P<level>${LEVEL})\b`;
/** `2026-11-24T02:57:44.123Z [error    ] …`: structlog. */
export const LEVEL_IN_BRACKETS = String.raw`^(?:\([^()]*\) )*${TIME} +\[(?P<level>debug|info|warning|warn|error|critical|exception) *\]`;
/** `[rank0]:[W1124 02:57:44.123 ProcessGroupNCCL.cpp:1487] …`: torch, NCCL and what else is written in C++. */
export const LEVEL_OF_GLOG = String.raw`^${OUTER}(?:\[rank\d+\]:)? ?\[?(?P<level>[IWEF])\d{4} \d\d:\d\d:\d\d`;
/** Go's key=value lines, as the stack's own servers print them. */
export const LOGFMT_LEVEL = String.raw`^(?:\w+=.*?\s)?(?:level|lvl)="?(?P<level>[A-Za-z]+)`;
/** A line of JSON, and one that a process or a relay has marked. */
export const JSON_BODY = String.raw`^${OUTER}(?P<json>\{.*\})\s*$`;

/**
 * Text that may precede the client's address in an access line: times, levels, names of loggers, brackets. It contains no
 * words of prose, because a prompt in a line of vLLM may look like an access line.
 */
const MARKS = String.raw`(?:(?:\[[^\]"']*\]:?|[\d:.,TZ/+-]+|[|-]|${LEVEL}:?|(?:uvicorn|gunicorn|hypercorn)[\w.]*:?|[\w.]*access:?)\s+)*`;
/** `10.0.0.7:5555 - "`, or `10.0.0.7 - - [24/Nov/2026:02:57:44 +0000] "` as NCSA's server did. */
const CLIENT = String.raw`[^\s"']* - (?:\S+ )?(?:\[[^\]"']*\] )?`;
const PROTOCOL = String.raw`HTTP/[\d.]+\\?"`;
const request = (call: string) =>
  String.raw`${call}(?P<method>[A-Z]{3,7}) (?P<path>/[^ ?"\\]*)[^ "]* ${PROTOCOL} (?P<status>\d{3})`;
const probe = (call: string) =>
  String.raw`${call}(?:GET|HEAD|POST) ${PROBE_ROUTE}(?:\?[^ "]*)? ${PROTOCOL} 2\d\d`;
/** The start of an access line, and the same as the message of a JSON line, where quotes are escaped. */
const CALL = `^${OUTER}${MARKS}${CLIENT}"`;
const JSON_CALL = String.raw`^${OUTER}\{.*?"(?:message|event|msg|text)": ?"${MARKS}${CLIENT}\\"`;
export const ACCESS = request(CALL);
export const JSON_ACCESS = request(JSON_CALL);
/** An answered probe or scrape. A failed one stays, to be read, and is counted nowhere. */
export const PROBE = probe(CALL);
export const JSON_PROBE = probe(JSON_CALL);

/** The start of a message, in text and in JSON. */
const MESSAGE = String.raw`^(?:${PREFIX}|${OUTER}\{.*?"(?:message|event|msg|text)": ?")`;

/** Ids that vLLM makes; the two most common also with a text of the caller's (`X-Request-Id`). */
export const REQUEST_ID = String.raw`\b(?P<request_id>(?:chatcmpl|cmpl)-[\w-]+|(?:embd|embed|pool|score|rerank|classify|tokenize|decision|trsc|trsl)-[0-9a-f-]{16,}|resp_[0-9a-f]{16,})`;
/** A part of every id but the two most common. */
export const REQUEST_ID_HINT = '[a-z][-_][0-9a-f-]{16}';
export const TRACE_ID = String.raw`\btrace_?[iI][dD]["':= ]+(?P<trace_id>[0-9a-f]{32})\b`;

/** The statistics that vLLM prints every 10 s (`vllm/v1/metrics/loggers.py`; the Rust front end shortens the word). */
export const STATS = String.raw`(?P<stats>Avg prompt (?:through|t)put): [\d.]+ tok`;
export const REQUEST = String.raw`${MESSAGE}(?P<request>Received request|Generated response|Request [\w-]+ details:|Request \S+ JSON body:)`;
/** The class of the last exception; in a group of exceptions, the margin is drawn with lines. */
export const RAISED = String.raw`(?s)(?P<traceback>${TRACEBACK}).*\n(?: +\| )?(?:${RANK})?(?P<exception>(?:[A-Za-z_]\w*\.)*[A-Z]\w*)(?:\([\w.]*\))?(?::|\n|$)`;
/** An exception that is reported without a traceback. */
export const EXCEPTION_FIRST = String.raw`^${PREFIX}(?P<exception>${EXCEPTION_CLASS})(?::|$)`;

/**
 * Messages that vLLM logs at ERROR, many with a traceback, although the client made the mistake and receives a 4xx
 * (the `serving*.py` below `entrypoints/`, and `exceptions.py`).
 */
const MISTAKES = [
  String.raw`Error with model .*\bcode=(?:<[^>]*: ?)?4\d\d`,
  'Error in (?:preprocessing prompt inputs|applying chat template)',
  String.raw`(?:[\w.]+\.)?(?:VLLMValidationError|VLLMNotFoundError|RequestValidationError)\b`,
].join('|');
export const CLIENT_ERROR = String.raw`${MESSAGE}(?P<client_error>${MISTAKES})`;
