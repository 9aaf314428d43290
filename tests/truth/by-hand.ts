import { readFileSync } from 'node:fs';

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Values computed from exposition text without PromQL, as expected values for Prometheus. */
export class ByHand {
  readonly #samples: readonly Sample[];

  /** @param file path below `tests/fixtures/`. */
  constructor(file: string) {
    const text = readFileSync(new URL(`../fixtures/${file}`, import.meta.url), 'utf8');
    this.#samples = text.split('\n').flatMap((line) => {
      const [, name, labels = '', value] = /^([^#{\s][^{\s]*)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      if (name === undefined) return [];
      const pairs = [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, text]) => [label!, text!]);
      return [{ name, labels: Object.fromEntries(pairs), value: Number(value) }];
    });
  }

  /** Sum of all samples of a name with these labels. Throws if there are none. */
  total(name: string, labels: Readonly<Record<string, string>> = {}): number {
    const found = this.#samples.filter(
      (sample) =>
        sample.name === name &&
        Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
    );
    if (found.length === 0) throw new Error(`No sample ${name} ${JSON.stringify(labels)}`);
    return found.reduce((sum, { value }) => sum + value, 0);
  }

  mean(histogram: string, labels: Readonly<Record<string, string>> = {}): number {
    return this.total(`${histogram}_sum`, labels) / this.total(`${histogram}_count`, labels);
  }

  /** Share of observations at or below a bucket bound. */
  within(histogram: string, bound: string): number {
    return this.total(`${histogram}_bucket`, { le: bound }) / this.total(`${histogram}_count`);
  }

  /** Quantile by linear interpolation within its bucket; in the last one, the highest finite bound. */
  quantile(q: number, histogram: string, wanted: Readonly<Record<string, string>> = {}): number {
    const buckets = this.#samples
      .filter(
        ({ name, labels }) =>
          name === `${histogram}_bucket` &&
          Object.entries(wanted).every(([label, value]) => labels[label] === value),
      )
      .map(({ labels, value }) => ({
        bound: Number(labels['le']!.replace('+Inf', 'Infinity')),
        count: value,
      }))
      .sort((a, b) => a.bound - b.bound);
    const rank = q * buckets.at(-1)!.count;
    const position = buckets.findIndex(({ count }) => count >= rank);
    const { bound, count } = buckets[position]!;
    const below = buckets[position - 1] ?? { bound: 0, count: 0 };
    if (bound === Infinity) return below.bound;
    return below.bound + ((bound - below.bound) * (rank - below.count)) / (count - below.count);
  }
}
