/**
 * The subset of a Prometheus client that the load driver needs. It runs in a plain Node image without packages. Text format:
 * prometheus/docs `exposition_formats.md`, version 0.0.4.
 */
export type Labels = Readonly<Record<string, string>>;

interface Sample {
  readonly name: string;
  readonly labels: Labels;
  value: number;
}

abstract class Metric {
  readonly name: string;
  readonly help: string;
  abstract readonly type: 'counter' | 'gauge' | 'histogram';

  constructor(name: string, help: string) {
    this.name = name;
    this.help = help;
  }

  protected abstract samples(): Iterable<Sample>;

  text(): string {
    const lines = [...this.samples()].map(
      ({ name, labels, value }) => `${name}${labelText(labels)} ${value}`,
    );
    return [`# HELP ${this.name} ${this.help}`, `# TYPE ${this.name} ${this.type}`, ...lines].join('\n');
  }
}

/** A counter or gauge: one number per label set. */
export class Value extends Metric {
  readonly type: 'counter' | 'gauge';
  readonly #samples = new Map<string, Sample>();

  constructor(type: 'counter' | 'gauge', name: string, help: string) {
    super(name, help);
    this.type = type;
  }

  add(labels: Labels, amount: number): void {
    this.#of(labels).value += amount;
  }

  set(labels: Labels, value: number): void {
    this.#of(labels).value = value;
  }

  #of(labels: Labels): Sample {
    const key = labelText(labels);
    const sample = this.#samples.get(key) ?? { name: this.name, labels, value: 0 };
    this.#samples.set(key, sample);
    return sample;
  }

  protected samples(): Iterable<Sample> {
    return this.#samples.values();
  }
}

interface Distribution {
  readonly labels: Labels;
  readonly counts: number[];
  sum: number;
  count: number;
}

/** A classic histogram with the given upper bounds. */
export class Histogram extends Metric {
  readonly type = 'histogram';
  readonly #bounds: readonly number[];
  readonly #distributions = new Map<string, Distribution>();

  constructor(name: string, help: string, bounds: readonly number[]) {
    super(name, help);
    this.#bounds = bounds;
  }

  observe(labels: Labels, value: number, times = 1): void {
    const key = labelText(labels);
    const known = this.#distributions.get(key);
    const distribution = known ?? { labels, counts: this.#bounds.map(() => 0), sum: 0, count: 0 };
    this.#distributions.set(key, distribution);
    this.#bounds.forEach((bound, index) => {
      if (value <= bound) distribution.counts[index]! += times;
    });
    distribution.sum += value * times;
    distribution.count += times;
  }

  protected *samples(): Iterable<Sample> {
    for (const { labels, counts, sum, count } of this.#distributions.values()) {
      for (const [index, bound] of this.#bounds.entries()) {
        const le = Number.isInteger(bound) ? `${bound}.0` : String(bound);
        yield { name: `${this.name}_bucket`, labels: { ...labels, le }, value: counts[index]! };
      }
      yield { name: `${this.name}_bucket`, labels: { ...labels, le: '+Inf' }, value: count };
      yield { name: `${this.name}_sum`, labels, value: sum };
      yield { name: `${this.name}_count`, labels, value: count };
    }
  }
}

export function exposition(metrics: readonly Metric[]): string {
  return `${metrics.map((metric) => metric.text()).join('\n')}\n`;
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
