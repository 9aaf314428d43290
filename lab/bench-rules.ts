import { parseArgs } from 'node:util';
import { parseSettings, type Settings } from '../configs/index.ts';
import { capacityRecordingGroups } from '../configs/capacity/index.ts';
import { print, selectorsOf, type Expression, type Selector } from '../configs/promql/index.ts';
import { recordingRules, type RecordingGroup } from '../configs/recording/index.ts';
import { alertRules } from '../configs/rules/index.ts';
import { seconds } from '../configs/settings/index.ts';
import { sloRecordingGroups } from '../configs/slo/index.ts';
import type { RuleGroupCost, RulesFigures } from './bench/rules-figures.ts';
import { writeReport } from './bench/report.ts';
import { JOB, writeFleet } from './dashboards/fleet.ts';
import { record } from './dashboards/recording.ts';
import { Server } from './dashboards/server.ts';

const USAGE = `Measures the processor time that a Prometheus needs to evaluate all recording and alert rules over a fleet.

  node lab/bench-rules.ts [--fleet 64x4] [--rounds 5] [--json <file>]

--fleet   replicas x models
--rounds  evaluations of each group
--json    output file of the results

Writes 20 minutes of the fleet and what the rules record of them to a Prometheus, then evaluates each group by queries at the end of
that history. The processor time of Prometheus, less that of as many requests for a constant, over the interval of the group is the
share of one core. The number of series that a group selects, over its interval, is what that time depends on, and unlike it the same
on every machine. Needs prometheus on PATH.`;

const { values: options } = parseArgs({
  options: {
    fleet: { type: 'string', default: '64x4' },
    rounds: { type: 'string', default: '5' },
    json: { type: 'string' },
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
  readonly queries: readonly Expression[];
  readonly recording: boolean;
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
    const recordings = recordingGroups(settings);
    await record(server, recordings, history);
    const costOf = async (queries: readonly string[]): Promise<number> => {
      const before = await processorTime(server);
      for (const query of queries) await server.instant(query, end);
      return (await processorTime(server)) - before;
    };
    const request = (await costOf(Array.from({ length: 300 }, () => 'vector(1)'))) / 300;
    const selected = new Map<string, number>();
    const groupCosts: RuleGroupCost[] = [];
    for (const { name, interval, queries, recording } of groups(settings)) {
      let series = 0;
      let samples = 0;
      for (const query of queries) {
        for (const selector of selectorsOf(query)) series += await seriesOf(server, selector, end, selected);
        if (recording) samples += (await server.instant(print(query), end)).series.length;
      }
      const all = Array.from({ length: rounds }, () => queries.map(print)).flat();
      const spent = Math.max(0, (await costOf(all)) - request * all.length) / rounds;
      groupCosts.push({
        group: name,
        rules: queries.length,
        interval,
        seriesPerSecond: series / interval,
        samplesPerSecond: samples / interval,
        share: spent / interval,
      });
    }
    const recorded = new Set(recordings.flatMap(({ rules }) => rules.map(({ record: each }) => each)));
    const figures: RulesFigures = {
      fleet: options.fleet,
      recordedSeries: await countOf(server, `{__name__=~"${[...recorded].join('|')}"}`, end),
      scrapedSeries: await countOf(server, `{__name__!="",__name__!~"${[...recorded].join('|')}"}`, end),
      scrapeInterval: SCRAPE,
      groups: groupCosts,
    };
    show(figures);
    if (options.json !== undefined) {
      const { json, ...asked } = options;
      writeReport(json, { bench: 'rules', options: asked, figures });
    }
  } finally {
    await server.stop();
  }
}

function show({ fleet, recordedSeries, scrapedSeries, groups: all }: RulesFigures): void {
  console.table(
    all.map(({ seriesPerSecond, samplesPerSecond, share, ...rest }) => ({
      ...rest,
      'series read/s': Math.round(seriesPerSecond),
      'samples written/s': samplesPerSecond.toFixed(1),
      share: percent(share),
    })),
  );
  const sum = (of: (each: RuleGroupCost) => number) => all.reduce((total, each) => total + of(each), 0);
  console.log(`${fleet} replicas x models: ${recordedSeries} recorded series, ${scrapedSeries} scraped`);
  console.log(
    `All rules: ${Math.round(sum(({ seriesPerSecond }) => seriesPerSecond))} series read and ${Math.round(sum(({ samplesPerSecond }) => samplesPerSecond))} samples written per second, ${percent(sum(({ share }) => share))} of one core`,
  );
}

function recordingGroups(settings: Settings): readonly RecordingGroup[] {
  return [...recordingRules(settings), ...sloRecordingGroups(settings), ...capacityRecordingGroups(settings)];
}

function groups(settings: Settings): readonly Group[] {
  const recordings = recordingGroups(settings).map((group) => ({
    ...group,
    queries: group.rules.map(({ expr }) => expr),
    recording: true,
  }));
  const alerts = alertRules(settings).map((group) => ({
    ...group,
    queries: group.rules.flatMap(({ query }) => (typeof query === 'string' ? [] : [query])),
    recording: false,
  }));
  return [...recordings, ...alerts]
    .filter(({ queries }) => queries.length > 0)
    .map(({ name, interval = settings.prometheus.evaluationInterval, queries, recording }) => ({
      name,
      interval: seconds(interval),
      queries,
      recording,
    }));
}

/** Series that a selector finds, whatever its range. */
async function seriesOf(
  server: Server,
  { range: _range, offset: _offset, ...selector }: Selector,
  end: number,
  known: Map<string, number>,
): Promise<number> {
  const text = print(selector);
  const found = known.get(text) ?? (await countOf(server, text, end));
  known.set(text, found);
  return found;
}

async function countOf(server: Server, selector: string, end: number): Promise<number> {
  const { series } = await server.instant(`count(${selector})`, end);
  return Number(series[0]?.values[0]?.[1] ?? 0);
}

/** Seconds of processor time since the start. */
async function processorTime({ url }: Server): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^process_cpu_seconds_total (\S+)$/m.exec(text)![1]);
}
