import type { Browser, Locator, Page, Request } from 'playwright-core';
import { drawn, openDashboard, PATIENCE } from '../../lab/browser.ts';

/** A query that the page sent to Grafana for a panel. */
export interface SentQuery {
  readonly expr: string;
  readonly dataSource: string;
}

/** The fields of a request to `/api/ds/query` in use. */
interface Body {
  readonly queries: readonly { readonly expr?: string; readonly datasource?: { readonly uid?: string } }[];
}

function queriesIn(request: Request): readonly SentQuery[] {
  if (!request.url().includes('/api/ds/query')) return [];
  return (request.postDataJSON() as Body).queries.flatMap(({ expr, datasource }) =>
    expr === undefined ? [] : [{ expr, dataSource: datasource?.uid ?? '' }],
  );
}

const HEADER = 'data-testid dashboard controls';
const labelOf = (label: string) => `data-testid Dashboard template variables submenu Label ${label}`;
const VALUE = 'data-testid Dashboard template variables Variable Value DropDown';

/** A dashboard in a browser, operated as a user does (test ids: grafana `packages/grafana-e2e-selectors`, 12.3). */
export class DashboardPage {
  readonly page: Page;
  readonly #sent: SentQuery[];

  private constructor(page: Page, sent: SentQuery[]) {
    this.page = page;
    this.#sent = sent;
  }

  static async open(
    browser: Browser,
    view: { readonly grafanaUrl: string; readonly password: string; readonly uid: string },
    query: Readonly<Record<string, string>> = {},
  ): Promise<DashboardPage> {
    const sent: SentQuery[] = [];
    const page = await openDashboard(browser, {
      ...view,
      user: 'admin',
      query: String(new URLSearchParams({ from: 'now-5m', to: 'now', ...query })),
      // Grafana only queries visible panels.
      height: 5_000,
      scale: 0.25,
      prepare: (empty) => void empty.on('request', (request) => sent.push(...queriesIn(request))),
    });
    page.setDefaultTimeout(PATIENCE);
    return new DashboardPage(page, sent);
  }

  get parameters(): URLSearchParams {
    return new URL(this.page.url()).searchParams;
  }

  /** Queries of panels since the last call, deduplicated because chained variables trigger a panel query at each step. */
  takeQueries(): readonly SentQuery[] {
    const sent = this.#sent.splice(0);
    return [...new Map(sent.map((query) => [`${query.dataSource} ${query.expr}`, query])).values()];
  }

  /** Height of variables, links and time picker in pixels. */
  async headerHeight(): Promise<number> {
    const header = this.page.getByTestId(HEADER);
    return (await header.boundingBox())!.height;
  }

  /** Follows the drop-down of links to another dashboard. */
  async goTo(title: string): Promise<void> {
    await this.page.getByTestId('data-testid Dashboard link dropdown').click();
    await this.page.getByRole('menuitem', { name: `${title} dashboard`, exact: true }).click();
  }

  /** Labels of the variables, from left to right. */
  async dropDowns(): Promise<readonly string[]> {
    const labels = this.page.getByTestId(/^data-testid Dashboard template variables submenu Label /);
    return labels.allTextContents();
  }

  /** Options of a variable besides All. */
  async offered(label: string): Promise<readonly string[]> {
    await this.#open(label);
    const texts = await this.page.getByRole('option').allTextContents();
    await this.#close(label);
    return texts.filter((text) => text !== 'All');
  }

  /** Selected value of a variable. */
  async chosen(label: string): Promise<string> {
    const text = await this.#dropDown(label).locator(`div[data-testid^="${VALUE} value"]`).textContent();
    return text!.trim();
  }

  /** Toggles options of a variable, and waits until the panels have been updated. */
  async choose(label: string, ...values: readonly string[]): Promise<void> {
    await this.#open(label);
    for (const value of values) {
      await this.page
        .getByRole('option')
        .filter({ has: this.page.getByText(value, { exact: true }) })
        .click();
    }
    await this.#close(label);
    await this.settle();
  }

  /** Refreshes every visible panel, and nothing else. */
  async refresh(): Promise<void> {
    await this.page.getByTestId('data-testid RefreshPicker run button').click();
    await this.settle();
  }

  /** Expands or collapses a row. */
  async toggleRow(title: string): Promise<void> {
    await this.page.getByTestId(`data-testid dashboard-row-title-${title}`).click();
    await this.settle();
  }

  async settle(): Promise<void> {
    await this.page.waitForLoadState('networkidle', { timeout: PATIENCE });
    await this.page.waitForTimeout(1_000);
    await drawn(this.page);
  }

  close(): Promise<void> {
    return this.page.context().close();
  }

  #dropDown(label: string): Locator {
    return this.page.getByTestId(labelOf(label)).locator('xpath=..');
  }

  /** Opens or closes the menu with the controls that are not in the header; while it is open, all else is hidden from assistive technology. */
  async #toggleMenu(): Promise<void> {
    await this.page.getByRole('button', { name: 'Dashboard controls menu', includeHidden: true }).click();
  }

  async #open(label: string): Promise<void> {
    if ((await this.#dropDown(label).count()) === 0) await this.#toggleMenu();
    await this.#dropDown(label).locator('input').click();
    await this.page.getByRole('option').first().waitFor();
  }

  /** A multi-value variable is applied when its menu is closed. */
  async #close(label: string): Promise<void> {
    const input = this.#dropDown(label).locator('input');
    const inMenu = await this.#inMenu(label);
    if (await this.page.getByRole('option').count()) await this.page.keyboard.press('Escape');
    // Escape may close the menu as well, and the input with it.
    await input.blur({ timeout: 5000 }).catch(() => undefined);
    await this.page.getByRole('option').first().waitFor({ state: 'detached' });
    if (inMenu && (await input.count())) await this.#toggleMenu();
  }

  async #inMenu(label: string): Promise<boolean> {
    const header = this.page.getByTestId(HEADER);
    return (await header.getByTestId(labelOf(label)).count()) === 0;
  }
}
