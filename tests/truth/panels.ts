import { dashboards } from '../../configs/dashboards/index.ts';
import type { Settings } from '../../configs/index.ts';
import { interpolate } from '../helpers/panel-queries.ts';
import type { PrometheusApi, Series } from '../../lab/common/prometheus-api.ts';
import { panelsOf, type Panel } from '../configs/dashboards/dashboard.ts';

/** Variable values of a dashboard. */
export type Choice = Readonly<Record<string, string>>;

const EVERYTHING = { model_name: '.+', instance: '.+', engine: '.+', __rate_interval: '30s' };

/** Nothing selected: panels read the series recorded per model. */
export const recordedChoice = (job: string, window = '1m'): Choice => ({
  ...EVERYTHING,
  job,
  raw: 'none',
  window,
});

/** An instance selected: panels read the engines' own series. */
export const scrapedChoice = (job: string): Choice => ({ ...EVERYTHING, job, raw: '.+', window: '1m' });

/** Panels that read metrics, by dashboard and title, with their current values. */
export class Panels {
  readonly #api: PrometheusApi;
  readonly #panels: readonly { readonly dashboard: string; readonly panel: Panel }[];

  /** @param wanted UIDs of dashboards; all by default. */
  constructor(settings: Settings, api: PrometheusApi, wanted?: readonly string[]) {
    this.#api = api;
    this.#panels = dashboards(settings)
      .filter(({ uid }) => wanted?.includes(uid) ?? true)
      .flatMap((dashboard) => panelsOf(dashboard).map((panel) => ({ dashboard: dashboard.uid, panel })));
  }

  get all(): readonly { readonly dashboard: string; readonly panel: Panel }[] {
    return this.#panels;
  }

  /** Series of one query of a panel. */
  async read(dashboard: string, title: string, refId: string, choice: Choice): Promise<readonly Series[]> {
    const found = this.#panels.find((each) => each.dashboard === dashboard && each.panel.title === title);
    const target = found?.panel.targets?.find((each) => each.refId === refId);
    if (target === undefined) throw new Error(`There is no query ${refId} in "${title}" of ${dashboard}`);
    return this.#api.query(interpolate(target.expr, choice));
  }

  /**
   * Panels without data in any query. Queried sequentially, because this process also serves the targets, and a delayed scrape
   * fails.
   */
  async empty(choice: Choice): Promise<readonly string[]> {
    const found: string[] = [];
    for (const { dashboard, panel } of this.#panels) {
      let answers = 0;
      for (const { refId } of panel.targets ?? []) {
        answers += (await this.read(dashboard, panel.title, refId, choice)).length;
      }
      if (answers === 0) found.push(`${dashboard}: ${panel.title}`);
    }
    return found;
  }
}
