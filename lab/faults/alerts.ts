import { alertRules, textOf, type AlertRule } from '../../configs/rules/index.ts';
import { sleep } from '../common/waiting.ts';
import type { FaultLab } from './lab.ts';

/** Interval in milliseconds between two looks at the rules. */
const EVERY = 5_000;

/** A result of the expression of an alert; the alert itself fires once it has one for as long as its `for`. */
export interface Hit {
  readonly alert: string;
  /** Since the beginning of the action. */
  readonly seconds: number;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * Runs an action and evaluates every rule meanwhile. Results that exist before the action do not count.
 *
 * @param services whose labels a result must have.
 */
export async function whileWatching<T>(
  lab: FaultLab,
  services: readonly string[],
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly hits: readonly Hit[] }> {
  const rules = alertRules(lab.settings)
    .flatMap((group) => group.rules)
    .filter(({ severity }) => severity !== 'none');
  const about = ({ labels }: Omit<Hit, 'seconds'>) =>
    [labels['job'], labels['service_name']].some((name) => name !== undefined && services.includes(name));
  const found = async () =>
    (await Promise.all(rules.map((rule) => resultsOf(lab, rule)))).flat().filter(about);
  const keyOf = ({ alert, labels }: Omit<Hit, 'seconds'>) => `${alert} ${JSON.stringify(labels)}`;
  const before = new Set((await found()).map(keyOf));
  const hits = new Map<string, Hit>();
  const start = performance.now();
  let running = true;
  const watching = (async () => {
    while (running) {
      const seconds = Math.round((performance.now() - start) / 1000);
      for (const hit of await found()) {
        const key = keyOf(hit);
        if (!before.has(key) && !hits.has(key)) hits.set(key, { ...hit, seconds });
      }
      await sleep(EVERY);
    }
  })();
  const result = await work().finally(() => (running = false));
  await watching;
  return { result, hits: [...hits.values()] };
}

/** None while the server that evaluates the rule is unreachable. */
async function resultsOf(lab: FaultLab, rule: AlertRule): Promise<Omit<Hit, 'seconds'>[]> {
  const { name, source, query, bound } = rule;
  const series = await lab[source].query(textOf(query)).catch(() => []);
  return series
    .filter(({ value: [, value] }) => !bound || holds(Number(value), bound))
    .map(({ metric }) => ({ alert: name, labels: metric }));
}

const holds = (value: number, { operator, value: limit }: NonNullable<AlertRule['bound']>): boolean =>
  operator === '>' ? value > limit : value < limit;

/** The alerts with the time of their first result, such as "TargetDown after 12 s". */
export function listOf(hits: readonly Hit[]): string {
  const first = new Map<string, number>();
  for (const { alert, seconds } of hits) if (!first.has(alert)) first.set(alert, seconds);
  return [...first].map(([alert, seconds]) => `${alert} after ${seconds} s`).join(', ') || 'no alert';
}
