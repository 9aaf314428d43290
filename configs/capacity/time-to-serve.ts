import {
  aggregate,
  binary,
  call,
  maxBy,
  over,
  selector,
  subquery,
  unless,
  type Expression,
  ago,
} from '../promql/index.ts';
import { MODEL, SERVER, TARGET } from '../slo/scope.ts';

/** Seconds; longer than any load, so that a server which ran all the time is not taken for a new one after an outage of Prometheus. */
const LONGEST = 2 * 3600;

/**
 * Seconds from the start of a process to its first sample, for servers whose first sample is of the last minute. vLLM serves
 * HTTP once the model is loaded (`vllm/entrypoints/openai/api_server.py`), so that the first scrape is up to one scrape interval
 * late.
 */
export function timeToServe(): Expression {
  const started = selector('process_start_time_seconds');
  // The same process as within the last hour, whose scrapes failed in between, is not new.
  const before = ago(call('last_over_time', over(started, '1h')), '1m');
  const processes = unless(started, binary(started, '==', before));
  const first = call('min_over_time', subquery(call('timestamp', started), '1m', '5s'));
  const age = binary(first, '-', processes);
  const plausible = binary(binary(age, '>', 0), '<', LONGEST);
  const servers = aggregate('group', SERVER, selector('vllm:num_requests_running'));
  return maxBy(MODEL, binary(servers, '*', maxBy(TARGET, plausible), { on: TARGET, groupLeft: [] }));
}
