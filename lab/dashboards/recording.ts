import { print } from '../../configs/promql/index.ts';
import type { RecordingGroup } from '../../configs/recording/index.ts';
import type { History } from './fleet.ts';
import type { Server } from './server.ts';
import { encodeLabels, write } from './remote-write.ts';

/**
 * Evaluates recording rules over historical data in order, and writes the results. `promtool tsdb create-blocks-from rules`
 * supports only rules that do not read each other.
 */
export async function record(
  server: Server,
  groups: readonly RecordingGroup[],
  history: History,
): Promise<number> {
  const times: number[] = [];
  for (let time = history.start; time <= history.end; time += history.interval) times.push(time);
  let written = 0;
  for (const { record: name, expr, labels = {} } of groups.flatMap(({ rules }) => rules)) {
    const { series } = await server.range(print(expr), history.start, history.end, history.interval);
    const columns = series.map(({ metric, values }) => {
      const byTime = new Map(values.map(([time, value]) => [time, Number(value)]));
      written += values.length;
      return {
        labels: encodeLabels({ ...metric, ...labels, __name__: name }),
        values: Float64Array.from(times, (time) => byTime.get(time) ?? NaN),
      };
    });
    if (columns.length > 0)
      await write(
        server.url,
        times.map((time) => time * 1000),
        columns,
      );
  }
  return written;
}
