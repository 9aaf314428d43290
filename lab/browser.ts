import { type Browser, chromium, type Page } from 'playwright-core';

/** Timeout of one step in milliseconds, so that a hanging step is reported before the test times out. */
export const PATIENCE = 120_000;

/** A headless Chromium without background connections. */
export function openBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

export interface DashboardView {
  readonly grafanaUrl: string;
  readonly user: string;
  readonly password: string;
  readonly uid: string;
  /** Query string of the dashboard URL, such as `from=now-5m&to=now`. */
  readonly query: string;
  readonly height?: number;
  /** Device pixels per CSS pixel; below 1 in tests without screenshots, because software rendering is slow. */
  readonly scale?: number;
  /** Called with the page before navigation, to observe its requests. */
  readonly prepare?: (page: Page) => void;
}

/** Opens a dashboard in Grafana and waits until its panels are rendered. */
export async function openDashboard(browser: Browser, view: DashboardView): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1600, height: view.height ?? 1200 },
    deviceScaleFactor: view.scale ?? 1,
    // Otherwise the loading bars of panels are animated all the time.
    reducedMotion: 'reduce',
    extraHTTPHeaders: {
      authorization: `Basic ${Buffer.from(`${view.user}:${view.password}`).toString('base64')}`,
    },
  });
  const page = await context.newPage();
  view.prepare?.(page);
  // With a refresh every 30 s, a dashboard whose queries take as long would never finish.
  await page.goto(`${view.grafanaUrl}/d/${view.uid}?${view.query}&refresh=1d`, { timeout: PATIENCE });
  // Only rows, if all of them are collapsed.
  await page.waitForSelector(
    '[data-testid^="data-testid Panel header"], [data-testid^="data-testid dashboard-row-title"]',
    { timeout: PATIENCE },
  );
  await page.waitForLoadState('networkidle', { timeout: PATIENCE });
  await page.waitForTimeout(3_000);
  await drawn(page);
  return page;
}

/**
 * Waits until no panel is loading and no variable is being queried: the refresh button is idle and there are no loading bars.
 */
export async function drawn(page: Page): Promise<void> {
  for (const waiting of [
    page.getByRole('button', { name: 'Cancel' }),
    page.getByLabel('Panel loading bar'),
  ]) {
    await waiting.first().waitFor({ state: 'detached', timeout: PATIENCE });
  }
  await page.waitForTimeout(500);
}

/** Titles of the panels that show an error instead of data. */
export function panelErrors(page: Page): Promise<string[]> {
  return page
    .locator('section:has([data-testid="data-testid Panel status error"])')
    .evaluateAll((sections) => sections.map((section) => section.textContent?.slice(0, 80) ?? ''));
}
