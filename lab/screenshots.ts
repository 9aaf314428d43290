/**
 * `npm run screenshots`: screenshots of the dashboards of a running stack, for the documentation. Requires Chromium on PATH.
 */
import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { dashboards } from '../configs/dashboards/index.ts';
import { openDashboard, openBrowser, panelErrors } from './browser.ts';
import { ROOT, settingsOf } from '../cli/stack/project.ts';

const USAGE = `Usage: npm run screenshots -- [--stack dev] [--range 15m] [--height 1200] [--out docs] [DASHBOARD...]`;

const { values: options, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    stack: { type: 'string', default: 'dev' },
    range: { type: 'string', default: '15m' },
    height: { type: 'string', default: '1200' },
    out: { type: 'string', default: join(ROOT, 'docs') },
    help: { type: 'boolean', default: false },
  },
});

if (options.help) console.log(USAGE);
else await takePictures();

async function takePictures(): Promise<void> {
  const settings = settingsOf(options.stack);
  const chromium = execFileSync('which', ['chromium'], { encoding: 'utf8' }).trim();
  const browser = await openBrowser(chromium);
  for (const { uid } of dashboards(settings)) {
    if (wanted.length > 0 && !wanted.includes(uid)) continue;
    const page = await openDashboard(browser, {
      grafanaUrl: `http://127.0.0.1:${settings.grafana.port}`,
      user: settings.grafana.adminUser,
      password: settings.grafana.adminPassword?.reveal() ?? '',
      uid,
      query: `from=now-${options.range}&to=now`,
      height: Number(options.height),
      // Hides Grafana's menu.
      prepare: (empty) =>
        void empty.addInitScript("localStorage.setItem('grafana.navigation.docked', 'false')"),
    });
    const path = resolve(options.out, `${uid}.png`);
    await page.screenshot({ path });
    const errors = await panelErrors(page);
    console.log(`${path}${errors.length > 0 ? `: errors in ${errors.join(', ')}` : ''}`);
    await page.context().close();
  }
  await browser.close();
}
