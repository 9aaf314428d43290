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

describe('the benchmark page', () => {
  it('marks benchmarks that were not run', () => {
    const page = benchPage({});
    expect(page.match(/^Not run: /gm)).toHaveLength(4);
    expect(page).toContain('Not run: `npm run bench:logs`.');
  });

  it('contains machine, date and options, but no path', () => {
    const page = benchPage({
      program: report('program', {
        rounds: 7,
        floor: { cpuSeconds: 0.8, rssMiB: 100 },
        program: { cpuSeconds: 2, rssMiB: 200 },
        ratio: 2.5,
      }),
    });
    expect(page).toContain(
      '`npm run bench` (scrape 300), 2026-11-24: 2 cores of A processor, 31 GiB, load 7.',
    );
    expect(page).toContain('| Program | 2.00 | 200 |');
    expect(page).toContain('Ratio 2.50; the goal is 1.5.');
    expect(page).not.toContain('somewhere');
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
    expect(page).toContain('| theirs | 3 | 10000 | 0.3 M | 25.0 | 50 | 40 | 0.8 |');
  });

  it('marks missing notifications', () => {
    const row = { fault: 'frozen', rule: 'VLLMTargetDown', floor: 300, notified: null, resolved: null };
    const page = benchPage({ detection: report('detection', [row, { ...row, notified: 330 }]) });
    expect(page).toContain('| frozen | VLLMTargetDown | none | 300 |  | none |');
    expect(page).toContain('| frozen | VLLMTargetDown | 330 | 300 | 1.10 | none |');
  });
});
