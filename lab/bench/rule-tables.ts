import type { RulesFigures } from './rules-figures.ts';
import { table } from './table.ts';

/** Section of the page on rules. */
export function ruleTables({
  fleet: size,
  recordedSeries,
  scrapedSeries,
  scrapeInterval,
  groups,
}: RulesFigures): string[] {
  const sum = (of: (group: (typeof groups)[number]) => number) =>
    groups.reduce((total, group) => total + of(group), 0);
  const [read, written] = [
    sum(({ seriesPerSecond }) => seriesPerSecond),
    sum(({ samplesPerSecond }) => samplesPerSecond),
  ];
  const scraped = scrapedSeries / scrapeInterval;
  const share = (part: number) => `${(100 * part).toFixed(2)}%`;
  return [
    `All recording and alert rules over ${size} replicas x models take ${share(sum((group) => group.share))} of one core; the goal is 1%. Prometheus`,
    'spends about the same time on each series that a rule selects, whatever its range, so the number of series read per second is',
    'what the time depends on, and it does not depend on the machine. Half of it are the buckets of twelve histograms, once a minute: fewer',
    'would need panels with a point every two minutes, or native histograms, which vLLM does not expose.',
    '',
    ...table(
      ['', 'Recorded / scraped', 'Recorded', 'Scraped'],
      [
        ['Series', share(recordedSeries / scrapedSeries), `${recordedSeries}`, `${scrapedSeries}`],
        ['Samples per second', share(written / scraped), written.toFixed(0), scraped.toFixed(0)],
      ],
    ),
    '',
    ...table(
      ['Group', 'Share of the series read', 'Series read per second', 'Evaluated every', 'Share of one core'],
      [
        ...groups
          .toSorted((a, b) => b.seriesPerSecond - a.seriesPerSecond)
          .map(({ group, interval, seriesPerSecond, share: ofCore }) => [
            group,
            share(seriesPerSecond / read),
            seriesPerSecond.toFixed(0),
            `${interval} s`,
            share(ofCore),
          ]),
        ['All', '100%', read.toFixed(0), '', share(sum((group) => group.share))],
      ],
    ),
  ];
}
