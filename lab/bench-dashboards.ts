import { parseArgs } from 'node:util';
import { recordingRules, recordedWindows } from '../configs/recording/index.ts';
import { capacityRecordingGroups } from '../configs/capacity/index.ts';
import { sloRecordingGroups } from '../configs/slo/index.ts';
import { parseSettings } from '../configs/index.ts';
import { ourDashboards, peerDashboards, type Values } from './dashboards/dashboards.ts';
import { type Comparison, compare, comparisonRow } from './dashboards/comparison.ts';
import { JOB, writeFleet, type Fleet, type History } from './dashboards/fleet.ts';
import { record } from './dashboards/recording.ts';
import { replay, type DashboardCost, type TimeRange } from './dashboards/replay.ts';
import { Server } from './dashboards/server.ts';
import { writeReport } from './bench/report.ts';

const USAGE = `Measures the query cost of each dashboard on a Prometheus with one day of data of a fleet.

  node lab/bench-dashboards.ts [--fleets 1x1,8x2,64x4] [--hours 24] [--scrape 60]
    [--refreshes 20] [--patience 120] [--peers <folder> [--skip <part of a name>]] [--json <file>]

--fleets     replicas x models, one measurement each
--scrape     seconds between two samples of the history
--refreshes  of each dashboard; fewer if they take longer than --patience seconds in total
--peers      dashboards of other projects (classic JSON) to measure on the same data
--skip       peers whose name contains this, for example because one of their queries takes minutes
--json       output file of the results

Requires prometheus on PATH. 64x4 over 24 h writes 160 million samples: minutes, and 2 GB of memory.`;

const { values: options } = parseArgs({
  options: {
    fleets: { type: 'string', default: '1x1,8x2,64x4' },
    hours: { type: 'string', default: '24' },
    scrape: { type: 'string', default: '60' },
    refreshes: { type: 'string', default: '20' },
    patience: { type: 'string', default: '120' },
    peers: { type: 'string' },
    skip: { type: 'string' },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

/** Points across a panel of half the screen width. */
const POINTS = 720;

interface Result {
  readonly fleet: string;
  readonly samplesWritten: number;
  readonly samplesRecorded: number;
  readonly dashboards: readonly DashboardCost[];
  readonly comparison: readonly Comparison[];
}

if (options.help) console.log(USAGE);
else {
  const results: Result[] = [];
  for (const fleet of options.fleets.split(',')) results.push(await measure(fleet));
  if (options.json !== undefined) {
    const { json, ...asked } = options;
    writeReport(json, { bench: 'dashboards', options: asked, figures: results.map(figures) });
  }
}

async function measure(text: string): Promise<Result> {
  const [replicas = NaN, models = NaN] = text.split('x').map(Number);
  const fleet: Fleet = { replicas, models };
  const scrape = Number(options.scrape);
  const range = Number(options.hours) * 3600;
  const end = Math.floor(Date.now() / 1000 / scrape) * scrape;
  // One more hour, so that rates and averages at the start of the range have a full window.
  const history: History = { start: end - range - 3600, end, interval: scrape };
  const settings = parseSettings({
    prometheus: { scrapeInterval: `${scrape}s`, evaluationInterval: `${scrape}s` },
    targets: [{ name: JOB, kind: 'vllm', endpoints: ['vllm:8000'] }],
  });
  const step = Math.max(scrape, Math.ceil(range / POINTS / scrape) * scrape);
  const values: Values = {
    step,
    range,
    rateInterval: Math.max(step + scrape, 4 * scrape),
    window: recordedWindows(settings).find(({ longestRange }) => range <= longestRange)!.window,
  };
  const server = await Server.start();
  try {
    const samplesWritten = await writeFleet(server.url, fleet, history);
    const samplesRecorded = await record(
      server,
      [...recordingRules(settings), ...sloRecordingGroups(settings), ...capacityRecordingGroups(settings)],
      history,
    );
    const at: TimeRange = { start: end - range, end, step };
    const dashboards: DashboardCost[] = [];
    const peers = peerDashboards(options.peers ?? '', values).filter(
      ({ name }) => options.skip === undefined || !name.includes(options.skip),
    );
    for (const dashboard of [...ourDashboards(settings, values), ...peers]) {
      dashboards.push(
        await replay(server, dashboard, at, Number(options.refreshes), Number(options.patience)),
      );
    }
    const comparison: Comparison[] = [];
    const ours = dashboards.filter((dashboard) => dashboard.ours);
    for (const peer of dashboards.filter((dashboard) => !dashboard.ours)) {
      comparison.push(
        await compare(server, ours, peer, at, Number(options.refreshes), Number(options.patience)),
      );
    }
    const result = { fleet: text, samplesWritten, samplesRecorded, dashboards, comparison };
    print(result);
    return result;
  } finally {
    await server.stop();
  }
}

function print({ fleet, samplesWritten, samplesRecorded, dashboards, comparison }: Result): void {
  console.log(
    `\n${fleet} replicas x models, ${options.hours} h: ${millions(samplesWritten)} samples, ${millions(samplesRecorded)} recorded`,
  );
  console.table(
    dashboards.map(({ name, panels, panelsWithData, queries, failed, samples, p95 }) => ({
      dashboard: name,
      'with data': `${panelsWithData}/${panels}`,
      queries,
      failed,
      samples: millions(samples),
      'p95 ms': Math.round(p95),
    })),
  );
  if (comparison.length > 0) console.table(comparison.map(comparisonRow));
}

/** Without the cost of single queries. */
function figures({ dashboards, ...rest }: Result) {
  return { ...rest, dashboards: dashboards.map(({ costs: _, ...dashboard }) => dashboard) };
}

function millions(count: number): string {
  return count < 1e5 ? `${count}` : `${(count / 1e6).toFixed(1)} M`;
}
