import { maxBy } from './aggregations.ts';
import { and, binary, or, unless } from './arithmetic.ts';
import type { Expression, Selector } from './expression.ts';
import { eachOf, overTime, type Names } from './functions.ts';
import type { Matchers } from './matchers.ts';
import type { CumulativeSample } from './names.ts';
import { TARGET } from './series-labels.ts';
import { ago, selector, type Window } from './selectors.ts';

/**
 * Events that a counter counted in the window, also if its series exist only after their first event (Prometheus client
 * libraries: label values that were not initialized). `increase` compares samples of a series, so it misses the value that the
 * series is born with: 300 errors between two scrapes are an increase of 0.
 *
 * A series is newborn if no sample is as old as the window and its target was scraped successfully without it. The second
 * condition keeps servers out that Prometheus did not scrape for a while: their series are there again from the first scrape on.
 */
export function events<S extends CumulativeSample>(
  names: Names<S>,
  matchers: Matchers<S>,
  window: Window,
): Expression {
  return eachOf(names, (name) => eventsOf(selector(name, matchers), window));
}

/** The same of a series that is already selected. */
export function eventsOf(series: Selector, window: Window): Expression {
  const jobs = series.matchers.filter(({ label }) => label === 'job');
  const up = { ...selector('up'), matchers: jobs };
  const scrapes = maxBy(TARGET, overTime('sum_over_time', up, window));
  const scraped = overTime('count_over_time', series, window);
  const newborn = and(
    unless(overTime('last_over_time', series, window), ago(series, window)),
    binary(scraped, '<', scrapes, { on: TARGET, groupLeft: [] }),
  );
  return or(newborn, overTime('increase', series, window));
}
