import type { Metric, MetricType, Unit } from './metric.ts';

type Common = Partial<Omit<Metric, 'name' | 'type' | 'unit' | 'help'>>;

type Defined<S, E> = {
  readonly [N in keyof E]: { readonly name: N } & Omit<S, keyof E[N]> & E[N];
}[keyof E];

/**
 * Metrics of one area by name, with the properties that they share. The catalogue checks that they are complete: a constraint here would
 * widen what is inferred for each of them.
 */
export function metrics<const S extends Common, const E extends Readonly<Record<string, unknown>>>(
  shared: S,
  described: E,
): readonly Defined<S, E>[] {
  return Object.entries(described).map(([name, own]) => ({
    name,
    ...shared,
    ...(own as object),
  })) as unknown as Defined<S, E>[];
}

/**
 * Describes metrics of a type; `NoInfer`, because the place of a call must not widen what it says.
 *
 * @param help one sentence: the meaning of the value.
 */
const describe =
  <const T extends MetricType>(type: T) =>
  <const O extends Common = Record<never, never>>(unit: Unit, help: string, own?: O) =>
    ({ type, unit, help, ...own }) as {
      readonly type: T;
      readonly unit: Unit;
      readonly help: string;
    } & NoInfer<O>;

export const counter = describe('counter');
export const gauge = describe('gauge');
export const histogram = describe('histogram');
export const info = describe('info');
export const summary = describe('summary');
