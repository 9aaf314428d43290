import { type Browser, chromium, type Page } from 'playwright-core';

/** Milliseconds that one step may take; a step that hangs is named before the test around it runs out of time. */
export const PATIENCE = 120_000;

/** A headless Chromium that makes no connection of its own. */
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
  /** Query string after the dashboard's address, such as `from=now-5m&to=now`. */
  readonly query: string;
  readonly height?: number;
  /** Pixels drawn for each of the page; below 1 where nobody looks at it, as without a graphics card drawing is what takes long. */
  readonly scale?: number;
  /** Is given the page before it is sent anywhere, to hear what it asks for. */
  readonly prepare?: (page: Page) => void;
}

/** Opens a dashboard in Grafana and waits until its panels are drawn. */
export async function openDashboard(browser: Browser, view: DashboardView): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1600, height: view.height ?? 1200 },
    deviceScaleFactor: view.scale ?? 1,
    // Else the bars of panels that load are drawn anew all the time.
    reducedMotion: 'reduce',
    extraHTTPHeaders: {
      authorization: `Basic ${Buffer.from(`${view.user}:${view.password}`).toString('base64')}`,
    },
  });
  const page = await context.newPage();
  view.prepare?.(page);
  // A dashboard that asks anew each 30 s is never done where an answer takes as long.
  await page.goto(`${view.grafanaUrl}/d/${view.uid}?${view.query}&refresh=1d`, { timeout: PATIENCE });
  // Rows alone where all of them are folded.
  await page.waitForSelector(
    '[data-testid^="data-testid Panel header"], [data-testid^="data-testid dashboard-row-title"]',
    { timeout: PATIENCE },
  );
  await page.waitForLoadState('networkidle', { timeout: PATIENCE });
  await page.waitForTimeout(3_000);
  await drawn(page);
  return page;
}

/** Until no panel waits for its data, nor for a drop-down that it depends on: the button asks again, no bar moves. */
export async function drawn(page: Page): Promise<void> {
  for (const waiting of [
    page.getByRole('button', { name: 'Cancel' }),
    page.getByLabel('Panel loading bar'),
  ]) {
    await waiting.first().waitFor({ state: 'detached', timeout: PATIENCE });
  }
  await page.waitForTimeout(500);
}

/** Titles of the panels that show an error instead of their data. */
export function panelErrors(page: Page): Promise<string[]> {
  return page
    .locator('section:has([data-testid="data-testid Panel status error"])')
    .evaluateAll((sections) => sections.map((section) => section.textContent?.slice(0, 80) ?? ''));
}
