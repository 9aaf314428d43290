import { PROBE_PATH } from '../promql/probe-routes.ts';

/**
 * The shapes of lines. Sources: vLLM `vllm/logger.py` (`_FORMAT`), `vllm/logging_utils/formatter.py` and
 * `vllm/utils/system_utils.py` (`_add_prefix`) of 0.8 to 0.33; uvicorn `logging.py`; CPython `traceback.py`.
 */

/** `(APIServer pid=42) `: every line from 0.10 to 0.31, vLLM's own lines since; Ray adds the address. */
const PROCESS = String.raw`\([^()]+ pid=\d+[^()]*\) `;
const LEVEL = '(?:TRACE|DEBUG|INFO|WARNING|WARN|ERROR|CRITICAL|FATAL)';
/** `INFO 11-24 02:57:44 [api_utils.py:347] `; before 0.8 without the opening bracket. */
const head = (level: string) => String.raw`${level} \d\d-\d\d \d\d:\d\d:\d\d(?:[.,]\d+)? \[?[^\]\s]+:\d+\] `;
/** torch marks what a process of a group prints. */
const RANK = String.raw`\[rank\d+\]: `;
const PREFIX = `(?:${PROCESS})?(?:${head(LEVEL)})?(?:${RANK})?`;
/** An empty line in a traceback; one of a lower level is how vLLM's banner begins. */
const EMPTY = `(?:${PROCESS})?(?:${head('(?:WARNING|ERROR|CRITICAL)')})?(?:${RANK})?`;
/** The line that ends a traceback: the class of the exception and its text. */
const EXCEPTION_CLASS = String.raw`(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Interrupt|Exit|Timeout|Cancelled|Iteration)`;
const BETWEEN = '(?:During handling of the above exception|The above exception was the direct cause)';
const TRACEBACK = String.raw`Traceback \(most recent call last\)`;

/** Continues the line before; the groups are the repeated prefix (vLLM prefixes every line of a message, empty ones too). */
export const CONTINUATION = String.raw`^(${PREFIX})(?:\s|${BETWEEN}|${EXCEPTION_CLASS}(?::|$))|^(${EMPTY})$`;
/** Begins a traceback, which belongs to the line before where there is one. */
export const TRACEBACK_START = `^(${PREFIX})${TRACEBACK}`;

export const PROCESS_NAME = String.raw`^\((?P<process>[^()]+?) pid=(?P<pid>\d+)`;
export const VLLM_HEAD = String.raw`^(?:${PROCESS})?(?P<level>${LEVEL}) \d\d-\d\d \d\d:\d\d:\d\d(?:[.,]\d+)? \[?(?P<module>[^\]\s:]+):\d+\]`;
export const UVICORN_HEAD = String.raw`^(?:${PROCESS})?(?P<level>${LEVEL}):\s`;
/** Go's key=value lines, as the stack's own servers print them. */
export const LOGFMT_LEVEL = String.raw`(?:^|\s)(?:level|lvl)="?(?P<level>[A-Za-z]+)`;

/**
 * Up to the request of `INFO:     10.0.0.7:5555 - "POST /v1/chat/completions HTTP/1.1" 200 OK`, also as the message of a JSON
 * line, where quotes are escaped. Anchored, as a prompt in a line of vLLM may look like it.
 */
const CLIENT = String.raw`^(?:(?:${PROCESS})?INFO: +|\{.*"message": ?")\S* - \\?"`;
export const ACCESS = String.raw`${CLIENT}(?P<method>[A-Z]{3,7}) (?P<path>/[^ ?"\\]*)[^ "]* HTTP/[\d.]+\\?" (?P<status>\d{3})`;
/** An answered probe or scrape. A failed one stays, to be read, and is counted nowhere. */
export const PROBE = String.raw`${CLIENT}(?:GET|HEAD|POST) (?:${PROBE_PATH})/?(?:\?[^ "]*)? HTTP/[\d.]+\\?" 2\d\d`;

/** Ids that vLLM makes; the two most common also with a text of the caller's (`X-Request-Id`). */
export const REQUEST_ID = String.raw`\b(?P<request_id>(?:chatcmpl|cmpl)-[\w-]+|(?:embd|embed|pool|score|rerank|classify|tokenize|decision|trsc|trsl)-[0-9a-f-]{16,}|resp_[0-9a-f]{16,})`;
export const TRACE_ID = String.raw`\btrace_?[iI][dD]["':= ]+(?P<trace_id>[0-9a-f]{32})\b`;

/** The statistics that vLLM prints every 10 s (`vllm/v1/metrics/loggers.py`). */
export const STATS = String.raw`(?P<stats>Avg prompt throughput): [\d.]+ tokens/s`;
export const REQUEST = String.raw`(?P<request>Received request|Generated response|Request [\w-]+ details:|Request \S+ JSON body:)`;
export const RAISED = String.raw`(?s)(?P<traceback>${TRACEBACK}).*\n(?:${RANK})?(?P<exception>(?:[A-Za-z_]\w*\.)*[A-Z]\w*)(?::|\n|$)`;
