/**
 * Everything that may precede a message. Sources: vLLM `vllm/logger.py` (`_FORMAT`, `VLLM_LOGGING_PREFIX`),
 * `vllm/logging_utils/formatter.py` and `vllm/utils/system_utils.py` (`_add_prefix`) of 0.8 to 0.33; Ray
 * `_private/worker.py` (`print_to_stdstream`); systemd `logs-show.c` (`journalctl -o short*`); CRI's log format.
 */

export const LEVEL = '(?:TRACE|DEBUG|INFO|WARNING|WARN|ERROR|CRITICAL|FATAL)';

/** Of ISO 8601 or of syslog; loose, since what follows decides. */
export const TIME = String.raw`(?:\d{4}[-/]\d\d[-/]\d\d[T ]|[A-Z][a-z][a-z] [ \d]\d )\d\d:\d\d:[\d.,]+(?: ?[+-]\d[\d:]+|Z)?`;
/** Added on the way: by `docker compose logs`, `kubectl logs --prefix`, `--timestamps`, a CRI runtime, syslog or journald. */
const RELAYED = String.raw`(?:\[[\w./-]+\] |[\w.-]+ +\| )?(?:${TIME}(?: std(?:out|err) [FP])? )?`;
/** The program of a line of syslog or journald: `host vllm[42]: `. */
const PROGRAM = String.raw`(?:[\w.-]+ [\w.@/-]+(?:\[\d+\])?: )?`;

/**
 * `(APIServer pid=42) `: every line from 0.10 to 0.31, vLLM's own lines since. Ray prints its own before it, with the address
 * of the node: `(RayWorkerProc pid=42, ip=10.0.0.2) (Worker_TP0 pid=42) `.
 */
const ONE_PROCESS = String.raw`\((?:(?:[^()]+ )?pid=\d+|raylet)[^()]*\) `;
const PROCESSES = `(?:${ONE_PROCESS})*`;

/** `INFO 11-24 02:57:44 [api_utils.py:347] `, before 0.8 without the opening bracket, after a `VLLM_LOGGING_PREFIX` of a few words. */
const words = String.raw`(?:\S+ ){0,3}?\S*?`;
const stamp = String.raw` \d\d-\d\d \d\d:\d\d:\d\d(?:[.,]\d+)? \[?`;
const place = String.raw`[^\]\s]+:\d+`;
/** The level loosely. */
const HEAD = `${words}[A-Z]+${stamp}${place}\\] `;

/** torch marks what a process of a group prints. */
export const RANK = String.raw`\[rank\d+\]: ?`;

/** Before any format: what was added on the way, and processes. */
export const OUTER = `${RELAYED}${PROGRAM}${PROCESSES}`;
/** The whole of it in a line of vLLM. */
export const PREFIX = `${OUTER}(?:${HEAD})?(?:${RANK})?`;
/** All of an empty line in a message. One of a lower level is how vLLM's banner begins. */
export const EMPTY = String.raw`${OUTER}(?:${words}(?:WARNING|ERROR|CRITICAL)${stamp}${place}\] )?(?:${RANK})?`;

/** The innermost process, which is vLLM's own. */
export const PROCESS_NAME = String.raw`^${OUTER}\((?P<process>[^()]+?) pid=\d`;
export const VLLM_HEAD = String.raw`^${OUTER}${words}(?P<level>${LEVEL})${stamp}(?P<module>[^\]\s:]+):\d+\]`;
/**
 * Origin of a line, because only lines of the same origin are joined: program and processes, and in the format of
 * vLLM, which repeats it in every line of a message, level and source line. uvicorn announces no traceback below level error.
 */
export const ORIGIN = String.raw`^${RELAYED}(?P<origin>${PROGRAM}${PROCESSES})(?:${words}(?P<severity>${LEVEL})${stamp}(?P<place>${place})\] |(?P<mild>DEBUG|INFO|WARNING): )?(?:${RANK})?(?P<begins>Traceback \(most)?`;
