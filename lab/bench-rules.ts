import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { parseSettings } from '../configs/index.ts';
import { prometheusAlertGroups, prometheusRuleSets, ruleFile } from '../configs/rules/index.ts';
import { recordingRules } from '../configs/recording/index.ts';
import { JOB, writeFleet } from './dashboards/fleet.ts';
import { Server } from './dashboards/server.ts';

const USAGE = `Measures what the evaluation of all recording and alert rules costs a Prometheus that scrapes a fleet.

  node lab/bench-rules.ts [--fleet 64x4] [--minutes 5]

--fleet    replicas x models
--minutes  of evaluation to measure; less if writing leaves less

Needs prometheus on PATH. The samples of the measured minutes are written before they begin, so that the processor time of
Prometheus is that of the rules: remote write takes samples of up to ten minutes ahead.`;

const { values: options } = parseArgs({
  options: {
    fleet: { type: 'string', default: '64x4' },
    minutes: { type: 'string', default: '5' },
    help: { type: 'boolean', default: false },
  },
});

const SCRAPE = 15;
/** Seconds of history before the first evaluation that is measured: the longest window that reads the engines. */
const BEFORE = 660;

if (options.help) console.log(USAGE);
else await measure();

async function measure(): Promise<void> {
  const [replicas = NaN, models = NaN] = options.fleet.split('x').map(Number);
  const settings = parseSettings({ targets: [{ name: JOB, kind: 'vllm', endpoints: ['vllm:8000'] }] });
  const sets = prometheusRuleSets(settings).filter(({ name }) => name !== 'alerts');
  const files = [...sets, { name: 'alerts', groups: prometheusAlertGroups(settings) }].map(
    ({ name, groups }) => ruleFile(name, groups),
  );
  const server = await Server.start(files, settings.prometheus.evaluationInterval);
  try {
    const now = Math.floor(Date.now() / 1000 / SCRAPE) * SCRAPE;
    const history = { start: now - BEFORE, end: now + 570, interval: SCRAPE };
    const written = await writeFleet(server.url, { replicas, models }, history);
    const left = Math.floor(now + 570 - Date.now() / 1000 - SCRAPE);
    const seconds = Math.min(60 * Number(options.minutes), left);
    if (seconds < 60) throw new Error(`Writing took too long: ${left} s are left to measure`);
    const before = await spent(server);
    await wait(1000 * seconds);
    const after = await spent(server);
    const recorded = await count(server, `count({__name__=~"job_model:.+"})`);
    const figures = {
      fleet: options.fleet,
      secondsMeasured: seconds,
      samplesWritten: written,
      recordedSeries: recorded,
      recordedPerModel: Math.round(recorded / models),
      rules: recordingRules(settings).reduce((sum, { rules }) => sum + rules.length, 0),
      'processor time, share of one core': share((after.cpu - before.cpu) / seconds),
      'evaluation time, share of one core': share((after.evaluating - before.evaluating) / seconds),
      failures: after.failures - before.failures,
    };
    console.log(JSON.stringify(figures, null, 2));
  } finally {
    await server.stop();
  }
}

const share = (value: number) => `${(100 * value).toFixed(2)} %`;

async function count(server: Server, expr: string): Promise<number> {
  const { series } = await server.instant(expr, Date.now() / 1000);
  return Number(series[0]?.values[0]?.[1] ?? 0);
}

/** Seconds of processor time, seconds of rule evaluation by the clock, and failed evaluations, since the start. */
async function spent({ url }: Server): Promise<{ cpu: number; evaluating: number; failures: number }> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const sum = (name: string) =>
    [...text.matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, 'gm'))].reduce(
      (total, [, value]) => total + Number(value),
      0,
    );
  return {
    cpu: sum('process_cpu_seconds_total'),
    evaluating: sum('prometheus_rule_group_duration_seconds_sum'),
    failures: sum('prometheus_rule_evaluation_failures_total'),
  };
}
