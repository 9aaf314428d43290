import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { settingsFromStackFile } from '../../configs/index.ts';
import { findCharts } from '../helpers/kubernetes/charts.ts';
import { describeWithAll, programs } from '../helpers/kubernetes/needs.ts';
import { objectsOf } from '../helpers/kubernetes/staging.ts';
import { totals } from '../helpers/kubernetes/totals.ts';

const charts = findCharts();
const page = (name: string) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');

const of = (stack: string) =>
  totals(
    objectsOf(
      settingsFromStackFile(new URL(`../../Pulumi.${stack}.yaml`, import.meta.url).pathname),
      charts!,
    ),
  );

/** Rounded up to a tenth. */
const up = (amount: number) => (Math.ceil(amount * 10 - 1e-6) / 10).toFixed(1);

const rounded = (stack: string) => {
  const { cpus, memory, disks } = of(stack);
  return { requests: `${up(cpus)} CPUs, ${up(memory)} GiB`, disks: `${Math.round(disks)} GiB` };
};

/** The cells of a row of the table of sizes, for the first two sizes. */
const row = (title: string): string[] => {
  const line = page('kubernetes.md')
    .split('\n')
    .find((one) => one.startsWith(`| ${title} |`))!;
  return line
    .split('|')
    .slice(2, 4)
    .map((cell) => cell.trim());
};

describeWithAll({ ...programs('helm'), LLM_MONITORING_CHARTS: charts }, 'stated totals', () => {
  test('are the requests and volumes of the rendered stack files', () => {
    const sizes = ['staging', 'prod'].map(rounded);
    expect(row('Requested in all')).toEqual(sizes.map(({ requests }) => requests));
    expect(row('Disks in all')).toEqual(sizes.map(({ disks }) => disks));
    const stated = /the pods request (.*)\.\n/.exec(page('kubernetes-quick-start.md'))?.[1];
    expect(stated).toBe(rounded('kind').requests.replace(',', ' and'));
  }, 300_000);
});
