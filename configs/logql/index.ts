import { formatMatchers, notMatches, toLabelMatchers, type LooseMatchers } from '../promql/matchers.ts';
import { OWN_SERVICES } from '../stack/own-services.ts';

/** A range of LogQL: Grafana's variable (a step of a graph, the whole time range of a single value), or a duration. */
export type LogWindow = '$__auto' | `${number}${'s' | 'm' | 'h' | 'd'}`;

/** The end of an engine, a worker or an API server, in the words of vLLM 0.8 to 0.33, Ray, Python and the kernel. */
export const ENGINE_DEAD = [
  'EngineDeadError',
  'EngineCore (?:encountered a fatal error|failed to start)',
  '[Ee]ngine core (?:proc \\S+ died|initialization failed|exited unexpectedly)',
  'AsyncLLM output_handler failed',
  'Worker proc \\S+ died',
  'WorkerProc (?:hit an exception|failed to start|initialization failed)',
  'RayWorkerProc failed',
  'died (?:with exit code|unexpectedly, shutting down)',
  'Executor failed\\.',
  'RayActorError|ActorDiedError|ActorUnavailableError',
  'Fatal Python error',
  'segfault at [0-9a-f]+ ip',
].join('|');
/** Filter for what is worth waking up for. */
export const FATAL = line('~', ENGINE_DEAD);
/** Filter for the line that uvicorn prints when a server starts. */
export const STARTED = line('=', 'Started server process [');

/** Streams, then filters in the order given: the cheap ones on the line come first. */
export function logs(matchers: LooseMatchers, ...filters: readonly string[]): string {
  return [formatMatchers(toLabelMatchers(matchers)), ...filters].join(' ');
}

/**
 * The same without the stack's own services. Every search for words of vLLM goes through it: a server of the stack that logs
 * a query, or an error about one, logs the words that the query looks for.
 */
export function watchedLogs(matchers: LooseMatchers, ...filters: readonly string[]): string {
  const services = [matchers['service_name'] ?? []].flat();
  return logs({ ...matchers, service_name: [...services, notMatches(OWN_SERVICES.join('|'))] }, ...filters);
}

/** Keeps lines with (`=`) or like (`~`) a text. Raw, so that an expression needs no second escaping. */
export function line(operator: '=' | '~', text: string): string {
  return `|${operator} \`${text}\``;
}

/** Keeps entries by what is beside the line: level, status and the like. */
export function where(name: string, operator: '=' | '!=' | '=~' | '!~', value: string): string {
  return `| ${name}${operator}\`${value}\``;
}

/** How many entries there were in each window, by labels. */
export function counted(query: string, by: readonly string[], window: LogWindow): string {
  const count = `count_over_time(${query} [${window}])`;
  return by.length === 0 ? `sum(${count})` : `sum by (${by.join(', ')}) (${count})`;
}

/** The largest of what was counted. */
export function top(limit: number, query: string): string {
  return `topk(${limit}, ${query})`;
}
