import { formatMatchers, notMatches, toLabelMatchers, type LooseMatchers } from '../promql/matchers.ts';
import { ownServices } from '../inventory/own-services.ts';
import type { Settings } from '../settings/index.ts';

/** A LogQL range: Grafana's variable (the step of a graph, or the whole time range of a single value), or a duration. */
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
/** Filter for fatal engine and worker errors. */
export const FATAL = line('~', ENGINE_DEAD);
/** Filter for the line that uvicorn logs when a server has started. */
export const STARTED = line('=', 'Started server process [');

/**
 * Filters for the duration of each phase of a start, as vLLM 0.8 to 0.33 logs it (`default_loader.py`, `gpu_model_runner.py`,
 * `core.py`), with the labels `phase` and `seconds`.
 */
export const LOADING_PHASE = [
  line('=', ' took '),
  line('~', '(?:Loading weights|Model loading|init engine) '),
  `| regexp ${raw(String.raw`(?P<phase>Loading weights|Model loading|init engine) .*?took (?:[\d.]+ GiB (?:memory )?and )?(?P<seconds>[\d.]+) s`)}`,
] as const;

/** A stream selector, then filters in the given order: cheap line filters come first. */
export function logs(matchers: LooseMatchers, ...filters: readonly string[]): string {
  return [formatMatchers(toLabelMatchers(matchers)), ...filters].join(' ');
}

/**
 * The same without the stack's own services. Every search for vLLM messages must use it, because servers of the stack log
 * queries, and a logged query contains the text that it searches for.
 */
export function watchedLogs(
  settings: Settings,
  matchers: LooseMatchers,
  ...filters: readonly string[]
): string {
  const services = [matchers['service_name'] ?? []].flat();
  const others = notMatches(ownServices(settings).join('|'));
  return logs({ ...matchers, service_name: [...services, others] }, ...filters);
}

/** Line filter: contains (`=`) or matches (`~`) a text. A raw string, so that expressions need no second escaping. */
export function line(operator: '=' | '~', text: string): string {
  return `|${operator} ${raw(text)}`;
}

function raw(text: string): string {
  return `\`${text}\``;
}

/** Label filter on structured metadata: level, status and the like. */
export function where(name: string, operator: '=' | '!=' | '=~' | '!~', value: string): string {
  return `| ${name}${operator}\`${value}\``;
}

/** Number of entries per window, by labels. */
export function counted(query: string, by: readonly string[], window: LogWindow): string {
  const count = `count_over_time(${query} [${window}])`;
  return by.length === 0 ? `sum(${count})` : `sum by (${by.join(', ')}) (${count})`;
}

/** Quantile over the values of a label within a window, by labels; lines without a number are left out. */
export function quantileOver(
  quantile: number,
  query: string,
  label: string,
  by: readonly string[],
  window: LogWindow,
): string {
  return `quantile_over_time(${quantile}, ${query} | unwrap ${label} | __error__="" [${window}]) by (${by.join(', ')})`;
}

/** The largest counts. */
export function top(limit: number, query: string): string {
  return `topk(${limit}, ${query})`;
}
