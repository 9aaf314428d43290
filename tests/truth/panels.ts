import { dashboards } from '../../configs/dashboards/index.ts';
import type { Settings } from '../../configs/index.ts';
import { RUNBOOK_UID } from '../../configs/rules/index.ts';
import { interpolate } from '../helpers/panel-queries.ts';
import type { PrometheusApi, Series } from '../../lab/common/prometheus-api.ts';
import { panelsOf, type Panel } from '../configs/dashboards/dashboard.ts';

/** What the variables of a dashboard stand at. */
export type Choice = Readonly<Record<string, string>>;

const EVERYTHING = {
  cluster: '.*',
  namespace: '.*',
  model_name: '.+',
  instance: '.+',
  engine: '.+',
  __rate_interval: '30s',
  __range: '5m',
};

/** Nothing picked: series recorded per model answer. */
export const recordedChoice = (job: string, window = '1m'): Choice => ({
  ...EVERYTHING,
  job,
  raw: 'none',
  window,
});

/** An instance picked: the engines' own series answer. */
export const scrapedChoice = (job: string): Choice => ({ ...EVERYTHING, job, raw: '.+', window: '1m' });

/** The panels that read metrics, by dashboard and title, and what they show. */
export class Panels {
  readonly #api: PrometheusApi;
  readonly #panels: readonly { readonly dashboard: string; readonly panel: Panel }[];

  /** @param wanted uids of dashboards; all but the runbook by default, whose panels are texts. */
  constructor(settings: Settings, api: PrometheusApi, wanted?: readonly string[]) {
    this.#api = api;
    this.#panels = dashboards(settings)
      .filter(({ uid }) => wanted?.includes(uid) ?? uid !== RUNBOOK_UID)
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
   * The panels of which no query has an answer. One after the other: the targets are served by this process, and a scrape
   * that has to wait fails.
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
