/** `npm run screenshots`: pictures of the boards of a running dev stack, for the README. Needs Chromium on PATH. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { dashboards } from '../configs/dashboards/index.ts';
import { settingsFromStackFile } from '../configs/settings/stack-file.ts';
import { openBoard, openBrowser, panelErrors } from './browser.ts';

const ROOT = join(import.meta.dirname, '..');
const settings = settingsFromStackFile(join(ROOT, 'Pulumi.dev.yaml'));
const wanted = process.argv.slice(2);

const chromium = execFileSync('which', ['chromium'], { encoding: 'utf8' }).trim();
const browser = await openBrowser(chromium);
for (const { uid } of dashboards(settings)) {
  if (wanted.length > 0 && !wanted.includes(uid)) continue;
  const page = await openBoard(browser, {
    grafanaUrl: `http://127.0.0.1:${settings.grafana.port}`,
    user: settings.grafana.adminUser,
    password: settings.grafana.adminPassword?.reveal() ?? '',
    uid,
    query: 'from=now-15m&to=now',
  });
  const path = join(ROOT, 'docs', `${uid}.png`);
  await page.screenshot({ path });
  const errors = await panelErrors(page);
  console.log(`${path}${errors.length > 0 ? `: errors in ${errors.join(', ')}` : ''}`);
  await page.context().close();
}
await browser.close();
