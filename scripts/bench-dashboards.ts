import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { recordingRules, recordedWindows } from '../configs/recording/index.ts';
import { sloRecordingGroups } from '../configs/rules/index.ts';
import { parseSettings } from '../configs/settings/index.ts';
import { ourBoards, peerBoards, type Values } from './boards/boards.ts';
import { JOB, writeFleet, type Fleet, type History } from './boards/fleet.ts';
import { inCommon } from './boards/questions.ts';
import { record } from './boards/recording.ts';
import { replay, type BoardCost, type TimeRange } from './boards/replay.ts';
import { Server } from './boards/server.ts';

const USAGE = `Measures what a refresh of each board costs a Prometheus that holds a day of a fleet.

  node scripts/bench-dashboards.ts [--fleets 1x1,8x2,64x4] [--hours 24] [--scrape 60]
    [--refreshes 20] [--patience 120] [--peers <folder>] [--json <file>]

--fleets     replicas x models, one measurement each
--scrape     seconds between two samples of the history
--refreshes  of each board; fewer where they take longer than --patience seconds in all
--peers      boards of others (classic JSON) to measure on the same data
--json       where to write the figures

Needs prometheus on PATH. 64x4 over 24 h writes 160 million samples: minutes, and 2 GB of memory.`;

const { values: options } = parseArgs({
  options: {
    fleets: { type: 'string', default: '1x1,8x2,64x4' },
    hours: { type: 'string', default: '24' },
    scrape: { type: 'string', default: '60' },
    refreshes: { type: 'string', default: '20' },
    patience: { type: 'string', default: '120' },
    peers: { type: 'string' },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

/** Points across a panel of half the screen. */
const POINTS = 720;

interface Result {
  readonly fleet: string;
  readonly samplesWritten: number;
  readonly samplesRecorded: number;
  readonly boards: readonly BoardCost[];
}

if (options.help) console.log(USAGE);
else {
  const results: Result[] = [];
  for (const fleet of options.fleets.split(',')) results.push(await measure(fleet));
  if (options.json !== undefined)
    writeFileSync(options.json, `${JSON.stringify(results.map(summary), null, 2)}\n`);
}

async function measure(text: string): Promise<Result> {
  const [replicas = NaN, models = NaN] = text.split('x').map(Number);
  const fleet: Fleet = { replicas, models };
  const scrape = Number(options.scrape);
  const range = Number(options.hours) * 3600;
  const end = Math.floor(Date.now() / 1000 / scrape) * scrape;
  // An hour more, so that rates and averages at the beginning have something to look back on.
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
      [...recordingRules(settings), ...sloRecordingGroups(settings)],
      history,
    );
    const at: TimeRange = { start: end - range, end, step };
    const boards: BoardCost[] = [];
    for (const board of [...ourBoards(settings, values), ...peerBoards(options.peers ?? '', values)]) {
      boards.push(await replay(server, board, at, Number(options.refreshes), Number(options.patience)));
    }
    const result = { fleet: text, samplesWritten, samplesRecorded, boards };
    print(result);
    return result;
  } finally {
    await server.stop();
  }
}

function print({ fleet, samplesWritten, samplesRecorded, boards }: Result): void {
  console.log(
    `\n${fleet} replicas x models, ${options.hours} h: ${millions(samplesWritten)} samples, ${millions(samplesRecorded)} recorded`,
  );
  console.table(
    boards.map(({ name, panels, panelsWithData, queries, failed, samples, p95 }) => ({
      board: name,
      'with data': `${panelsWithData}/${panels}`,
      queries,
      failed,
      samples: millions(samples),
      'p95 ms': Math.round(p95),
    })),
  );
  const compared = comparison(boards);
  if (compared.length > 0) console.table(compared);
}

/** For each peer: the questions both answer, and how many times more samples it reads for them. */
function comparison(boards: readonly BoardCost[]) {
  const ours = boards.filter((board) => board.ours);
  return boards
    .filter((board) => !board.ours)
    .map((peer) => {
      const { questions, ours: we, theirs } = inCommon(ours, peer);
      return {
        peer: peer.name,
        questions: questions.length,
        'our samples': millions(we),
        'their samples': millions(theirs),
        'times fewer': we === 0 ? '' : (theirs / we).toFixed(1),
      };
    });
}

function summary({ boards, ...rest }: Result) {
  const figures = boards.map((board) => ({ ...board, costs: undefined }));
  return { ...rest, boards: figures, comparison: comparison(boards) };
}

function millions(count: number): string {
  return count < 1e5 ? `${count}` : `${(count / 1e6).toFixed(1)} M`;
}
