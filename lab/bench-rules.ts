import { parseArgs } from 'node:util';
import { capacityRecordingGroups } from '../configs/capacity/index.ts';
import { parseSettings, type Settings } from '../configs/index.ts';
import { recordingRules } from '../configs/recording/index.ts';
import { prometheusAlertGroups, textOf } from '../configs/rules/index.ts';
import { seconds } from '../configs/settings/index.ts';
import { sloRecordingGroups } from '../configs/slo/index.ts';
import { JOB, writeFleet } from './dashboards/fleet.ts';
import { record } from './dashboards/recording.ts';
import { Server } from './dashboards/server.ts';

const USAGE = `Measures the processor time that a Prometheus needs to evaluate all recording and alert rules over a fleet.

  node lab/bench-rules.ts [--fleet 64x4] [--rounds 5]

--fleet   replicas x models
--rounds  evaluations of each group

Writes 20 minutes of the fleet and what the rules record of them to a Prometheus, then evaluates each group by queries at the end of
that history. The processor time of Prometheus, less that of as many requests for a constant, over the interval of the group is the
share of one core. Needs prometheus on PATH.`;

const { values: options } = parseArgs({
  options: {
    fleet: { type: 'string', default: '64x4' },
    rounds: { type: 'string', default: '5' },
    help: { type: 'boolean', default: false },
  },
});

const SCRAPE = 15;
const HISTORY = 20 * 60;

const percent = (share: number) => `${(100 * share).toFixed(2)} %`;

interface Group {
  readonly name: string;
  /** Seconds between two evaluations. */
  readonly interval: number;
  readonly queries: readonly string[];
}

if (options.help) console.log(USAGE);
else await measure();

async function measure(): Promise<void> {
  const [replicas = NaN, models = NaN] = options.fleet.split('x').map(Number);
  const rounds = Number(options.rounds);
  const settings = parseSettings({ targets: [{ name: JOB, kind: 'vllm', endpoints: ['vllm:8000'] }] });
  const server = await Server.start();
  try {
    const end = Math.floor(Date.now() / 1000 / SCRAPE) * SCRAPE;
    const history = { start: end - HISTORY, end, interval: SCRAPE };
    await writeFleet(server.url, { replicas, models }, history);
    await record(server, recordingGroups(settings), history);
    const costs: { group: string; rules: number; 'ms of CPU': number; share: number }[] = [];
    const costOf = async (queries: readonly string[]): Promise<number> => {
      const before = await processorTime(server);
      for (const query of queries) await server.instant(query, end);
      return (await processorTime(server)) - before;
    };
    const request = (await costOf(Array.from({ length: 300 }, () => 'vector(1)'))) / 300;
    for (const { name, interval, queries } of groups(settings)) {
      const all = Array.from({ length: rounds }, () => queries).flat();
      const spent = Math.max(0, (await costOf(all)) - request * all.length) / rounds;
      costs.push({
        group: name,
        rules: queries.length,
        'ms of CPU': Math.round(1000 * spent),
        share: spent / interval,
      });
    }
    console.table(costs.map((cost) => ({ ...cost, share: percent(cost.share) })));
    const recorded = await server.instant('count({__name__=~"job_model:.+"})', end);
    console.log(`${options.fleet} replicas x models: ${recorded.series[0]?.values[0]?.[1]} recorded series`);
    console.log(`All rules: ${percent(costs.reduce((sum, { share }) => sum + share, 0))} of one core`);
  } finally {
    await server.stop();
  }
}

function recordingGroups(settings: Settings) {
  return [...recordingRules(settings), ...sloRecordingGroups(settings), ...capacityRecordingGroups(settings)];
}

function groups(settings: Settings): readonly Group[] {
  const all = [...recordingGroups(settings), ...prometheusAlertGroups(settings)];
  return all.map(({ name, interval = settings.prometheus.evaluationInterval, rules }) => ({
    name,
    interval: seconds(interval),
    queries: rules.map(({ expr }) => textOf(expr)),
  }));
}

/** Seconds of processor time since the start. */
async function processorTime({ url }: Server): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^process_cpu_seconds_total (\S+)$/m.exec(text)![1]);
}
