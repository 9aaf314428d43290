import { describe, expect, it } from 'vitest';
import { benchPage, type Figures } from '../../lab/bench/page.ts';
import type { Report } from '../../lab/bench/report.ts';

function report<B extends keyof Figures>(bench: B, figures: Figures[B]): Report<Figures[B]> {
  return {
    bench,
    options: { scrape: '300', peers: '/somewhere/of/mine' },
    figures,
    at: '2026-11-24T12:00:00.000Z',
    machine: { cores: 2, processor: 'A processor', memoryGiB: 31, load: 7 },
  };
}

const PROGRAM = {
  rounds: 7,
  floor: { cpuSeconds: 0.8, rssMiB: 100 },
  program: { cpuSeconds: 2, rssMiB: 200 },
  ratio: 2.5,
};

describe('the benchmark page', () => {
  it('marks benchmarks that were not run', () => {
    const page = benchPage({});
    expect(page.match(/^Not run: /gm)).toHaveLength(6);
    expect(page).toContain('Not run: `npm run bench:logs`.');
  });

  it('contains machine, date and options, but no path', () => {
    const page = benchPage({
      program: report('program', PROGRAM),
    });
    expect(page).toContain(
      '`npm run bench` (scrape 300), 2026-11-24: 2 cores of A processor, 31 GiB, load 7.',
    );
    expect(page).toContain('| Program | 2.00 | 200 |');
    expect(page).toContain('Ratio 2.50.');
    expect(page).not.toContain('somewhere');
  });

  it('has the memory of all containers beside the durations of a stack', () => {
    const page = benchPage({
      program: report('program', {
        ...PROGRAM,
        stack: {
          up: 30.04,
          firstValue: 41,
          secondUp: 12,
          preview: 9,
          memory: [
            { container: 'llm-monitoring-loki', usedMiB: 98.6, limitMiB: 1024 },
            { container: 'llm-monitoring-alloy', usedMiB: 60.6, limitMiB: 512 },
            { container: 'llm-monitoring-demo-vllm-0', usedMiB: 50, limitMiB: 256 },
          ],
        },
      }),
    });
    expect(page).toContain('| `npm run up`, all containers healthy | 30.0 | 25 |');
    expect(page).toContain('| All | 209 |  |');
    expect(page).toContain('| Without demo and traces | 159 |  |');
  });

  it('compares what rules write with what is scraped, and adds up what they read', () => {
    const page = benchPage({
      rules: report('rules', {
        fleet: '64x4',
        recordedSeries: 100,
        scrapedSeries: 10_000,
        scrapeInterval: 10,
        groups: [
          { group: 'few', rules: 1, interval: 60, seriesPerSecond: 25, samplesPerSecond: 1, share: 0.001 },
          { group: 'many', rules: 2, interval: 30, seriesPerSecond: 75, samplesPerSecond: 4, share: 0.003 },
        ],
      }),
    });
    expect(page).toContain('| Series | 1.00% | 100 | 10000 |');
    expect(page).toContain('| Samples per second | 0.50% | 5 | 1000 |');
    expect(page.indexOf('| many | 75.00% | 75 | 30 s | 0.30% |')).toBeLessThan(page.indexOf('| few |'));
    expect(page).toContain('| All | 100% | 100 |  | 0.40% |');
  });

  it('divides samples and time of peers by those of this project', () => {
    const dashboards = report('dashboards', [
      {
        fleet: '8x2',
        samplesWritten: 2_000_000,
        samplesRecorded: 200_000,
        dashboards: [],
        comparison: [
          {
            peer: 'theirs',
            questions: 3,
            ours: { queries: 3, samples: 10_000, p95: 50 },
            theirs: { queries: 4, samples: 250_000, p95: 40 },
          },
        ],
      },
    ]);
    const page = benchPage({ dashboards: [dashboards] });
    expect(page).toContain('### 8x2 replicas x models');
    expect(page).toContain('| theirs | 25.0 | 0.8 | 3 | 10000 | 0.3 M | 50 | 40 |');
    expect(page).toContain('  bar [25.0]');
  });

  it('marks missing notifications', () => {
    const row = { fault: 'frozen', rule: 'VLLMTargetDown', floor: 300, notified: null, resolved: null };
    const page = benchPage({ detection: report('detection', [row, { ...row, notified: 330 }]) });
    expect(page).toContain('| frozen |  | none | 300 | none | VLLMTargetDown |');
    // What did not notify has no bar.
    expect(page).toContain('  bar [330.0]\n  line [300.0]');
    expect(page).toContain('| frozen | 1.10 | 330 | 300 | none | VLLMTargetDown |');
  });
});
