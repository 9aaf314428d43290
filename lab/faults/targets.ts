import { alertRules, textOf } from '../../configs/rules/index.ts';
import { containerMemory } from '../common/container-memory.ts';
import { eventually } from '../common/waiting.ts';
import { PAGES, type Page } from './bad-targets.ts';
import { inspect } from './containers.ts';
import type { Fault, Kind } from './fault.ts';
import type { FaultLab } from './lab.ts';

/** Expected symptom of each bad page. */
const SIGNS: Readonly<
  Record<Page, { kind: Kind; expected: string; seen: (lab: FaultLab) => Promise<string> }>
> = {
  huge: {
    kind: 'target',
    expected: 'rejected at the body size limit, ScrapeLimitHit fires',
    seen: (lab) => refused(lab, 'huge', 'body size'),
  },
  bomb: {
    kind: 'target',
    expected: 'rejected at the body size limit after decompression, ScrapeLimitHit fires',
    seen: (lab) => refused(lab, 'bomb', 'body size'),
  },
  many: {
    kind: 'target',
    expected: 'rejected at the sample limit, ScrapeLimitHit fires',
    seen: (lab) => refused(lab, 'many', 'samples'),
  },
  malformed: {
    kind: 'target',
    expected: 'the scrape fails as a whole, TargetDown fires',
    seen: async (lab) => {
      const fired = await firing(lab, 'TargetDown', 'job="bad-malformed"');
      const error = await lastError(lab, 'malformed');
      return `${fired}; "${error.slice(0, 60)}"`;
    },
  },
  nan: {
    kind: 'target',
    expected: 'stored unchanged, including the normal sample; no rule fails',
    seen: async (lab) => {
      await value(lab, 'fault_lab_sane', '42');
      await value(lab, 'fault_lab_value{job="bad-nan"}', 'NaN');
      await value(lab, 'fault_lab_positive', '+Inf');
      const broken = await lab.prometheus.brokenRules();
      if (broken.length > 0) throw new Error(`broken rules: ${broken.join(', ')}`);
      return 'NaN, +Inf and 42 stored, 0 rules broken';
    },
  },
  times: {
    kind: 'clock',
    expected: 'samples a day old or ahead are rejected and counted, the current sample is stored',
    seen: async (lab) => {
      await value(lab, 'fault_lab_now', '1');
      const future = await lab.prometheus.query('last_over_time(fault_lab_future[2d] offset -2d)');
      if (future.length > 0) throw new Error('a sample from the future was stored');
      const [count] = await lab.prometheus.query('sum(prometheus_target_scrapes_sample_out_of_bounds_total)');
      if (Number(count?.value[1] ?? 0) === 0) throw new Error('no samples were counted as out of bounds');
      return `${count!.value[1]} samples counted as out of bounds`;
    },
  },
};

/**
 * One fault per page. Prometheus has to survive it within its memory limit, and the page has to be scraped again afterwards.
 */
export const badTargets: readonly Fault[] = PAGES.map((page) => ({
  name: `${SIGNS[page].kind}:${page === 'times' ? 'sample-times' : page}`,
  expected: `${SIGNS[page].expected}; Prometheus stays within its memory limit; scraped again once healthy`,
  run: async (lab) => {
    const container = lab.container('prometheus');
    const restarts = await inspect(container, '{{.RestartCount}}');
    let seen: string;
    lab.targets.turn(page, 'bad');
    try {
      seen = await eventually(90, () => SIGNS[page].seen(lab));
    } finally {
      lab.targets.turn(page, 'well');
    }
    const [memory] = await containerMemory(container);
    await lab.well();
    await eventually(60, async () => value(lab, `up{job="bad-${page}"}`, '1'));
    if ((await inspect(container, '{{.RestartCount}}')) !== restarts)
      throw new Error('Prometheus was restarted');
    return `${seen}; memory ${memory!.usedMiB.toFixed(0)} of ${memory!.limitMiB} MiB`;
  },
}));

async function refused(lab: FaultLab, page: Page, limit: string): Promise<string> {
  await value(lab, `up{job="bad-${page}"}`, '0');
  const fired = await firing(lab, 'ScrapeLimitHit', `limit="${limit}"`);
  const sent = lab.targets.sent.get(page)! / 1024 ** 2;
  return `${fired} (limit ${limit}), ${sent.toFixed(0)} MiB sent`;
}

/** Evaluates the alert's own expression, which is above 0 once its condition has lasted long enough. */
async function firing(lab: FaultLab, rule: string, labels: string): Promise<string> {
  const found = alertRules(lab.settings)
    .flatMap((group) => group.rules)
    .find(({ name }) => name === rule);
  if (!found) throw new Error(`unknown rule ${rule}`);
  const series = await lab.prometheus.query(textOf(found.query));
  const [label, wanted] = labels.split('=') as [string, string];
  const hit = series.find(({ metric, value }) => `"${metric[label]}"` === wanted && Number(value[1]) > 0);
  if (!hit) throw new Error(`${rule} does not fire`);
  return `${rule} fires`;
}

async function lastError(lab: FaultLab, page: Page): Promise<string> {
  const target = (await lab.prometheus.targets()).find(({ labels }) => labels['job'] === `bad-${page}`);
  if (!target?.lastError) throw new Error('the target has no scrape error');
  return target.lastError;
}

async function value(lab: FaultLab, expr: string, wanted: string): Promise<void> {
  const [series] = await lab.prometheus.query(expr);
  if (series?.value[1] !== wanted)
    throw new Error(`${expr} is ${series?.value[1] ?? 'absent'}, not ${wanted}`);
}
