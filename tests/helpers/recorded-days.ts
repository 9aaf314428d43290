import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { capacityRecordingGroups, capacitySeries } from '../../configs/capacity/index.ts';
import type { Settings } from '../../configs/index.ts';
import { ruleFile } from '../../configs/rules/index.ts';
import { freePort } from '../../lab/common/free-port.ts';
import { PrometheusApi } from '../../lab/common/prometheus-api.ts';
import { eventually } from '../../lab/common/waiting.ts';
import type { Processes } from './processes.ts';

/** promtool reads its whole input once per block. */
const LONG_BLOCKS = '--max-block-duration=240h';

/**
 * Recorded series in the order in which they read each other: `promtool` evaluates a rule over the stored series only, so that each
 * step has to be in the database before the next.
 */
const STEPS = [
  [capacitySeries.engines, capacitySeries.tokens, capacitySeries.flops],
  [capacitySeries.gpus, capacitySeries.idle, capacitySeries.mfu],
  [capacitySeries.cost],
  [capacitySeries.idleCost],
] as const;

/**
 * A Prometheus with samples of days in the past, one a minute, and with what the rules of cost record of them. `promtool test rules`
 * loads at most 10,000 samples per query, and a week has 10,080 minutes.
 *
 * @param samples in OpenMetrics.
 * @param from Unix time of the first and of the last evaluation.
 */
export async function recordedDays(
  processes: Processes,
  settings: Settings,
  samples: string,
  [from, to]: readonly [from: number, to: number],
): Promise<PrometheusApi> {
  const folder = mkdtempSync(join(tmpdir(), 'days-'));
  const data = join(folder, 'data');
  writeFileSync(join(folder, 'samples.txt'), samples);
  writeFileSync(join(folder, 'prometheus.yml'), '');
  const createBlocks = (...args: readonly string[]) =>
    execFileSync('promtool', ['tsdb', 'create-blocks-from', LONG_BLOCKS, ...args], { stdio: 'ignore' });
  const start = async () => {
    const address = `127.0.0.1:${await freePort()}`;
    processes.start('prometheus', [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${data}`,
      `--web.listen-address=${address}`,
      // Samples that are imported have no staleness markers: a series ends with its last sample.
      '--query.lookback-delta=1m',
    ]);
    const api = new PrometheusApi(`http://${address}`);
    await eventually(60, async () => expect(await api.query('vector(1)')).toHaveLength(1));
    return { address, api };
  };

  createBlocks('openmetrics', join(folder, 'samples.txt'), data);
  const rules = capacityRecordingGroups(settings).flatMap((group) => group.rules);
  for (const [index, records] of STEPS.entries()) {
    const { address } = await start();
    const file = join(folder, `step-${index}.yml`);
    const named = rules.filter(({ record }) => (records as readonly string[]).includes(record));
    writeFileSync(file, ruleFile('', [{ name: 'step', rules: named }]).content as string);
    createBlocks(
      'rules',
      `--url=http://${address}`,
      `--start=${from}`,
      `--end=${to}`,
      '--eval-interval=60s',
      `--output-dir=${data}`,
      file,
    );
    await processes.stop();
  }
  return (await start()).api;
}
