import { replica } from './fleet.ts';
import { MODEL, up } from './series.ts';
import type { Behaviour, Behaviours } from './timeline.ts';

const all = (series: readonly string[], behaviour: Behaviour): Behaviours =>
  Object.fromEntries(series.map((name) => [name, behaviour]));

/** All series of servers. */
const seriesOf = (instances: readonly string[]) =>
  instances.flatMap((instance) => Object.keys(replica(instance)));

/** Servers whose series, except `up`, have no samples. */
export const silent = (...instances: readonly string[]): Behaviours =>
  all(
    seriesOf(instances).filter((series) => !series.startsWith('up{')),
    'gone',
  );

/** Servers whose scrapes fail. */
export const down = (...instances: readonly string[]): Behaviours => ({
  ...silent(...instances),
  ...all(instances.map(up), 0),
});

/** Servers without samples or staleness markers: an agent that cannot write, or a network that is cut. */
export const absent = (...instances: readonly string[]): Behaviours => all(seriesOf(instances), 'gone');

/** A server whose target Prometheus has removed. */
export const removed = (instance: string): Behaviours => all(seriesOf([instance]), 'removed');

/** The same with counters that begin at 0. */
export const fromZero = (behaviours: Behaviours): Behaviours =>
  Object.fromEntries(
    Object.entries(behaviours).map(([series, behaviour]) => [
      series,
      typeof behaviour === 'object' ? { ...behaviour, from: 0 } : behaviour,
    ]),
  );

export const restarted = (instance: string): Behaviours => fromZero(replica(instance));

/** The same for another model. */
export const serving = (model: string, behaviours: Behaviours): Behaviours =>
  Object.fromEntries(
    Object.entries(behaviours).map(([series, behaviour]) => [
      series.replace(`model_name="${MODEL}"`, `model_name="${model}"`),
      behaviour,
    ]),
  );

/** Two models of one server each. */
export const TWO_MODELS: Behaviours = { ...silent('b:8000'), ...serving('other', replica('b:8000')) };
