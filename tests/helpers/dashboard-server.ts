import type { Browser } from 'playwright-core';
import { dashboards } from '../../configs/dashboards/index.ts';
import { dataSources } from '../../configs/grafana/data-sources.ts';
import { openBrowser } from '../../lab/browser.ts';
import { GrafanaApi } from '../../lab/common/grafana-api.ts';
import { GrafanaServer } from '../../lab/detection/grafana-server.ts';
import type { Stack } from '../truth/stack.ts';
import { DashboardPage } from './dashboard-page.ts';
import { toolPath } from './tools.ts';

const PASSWORD = 'drop-downs';

/** A Grafana with the dashboards of a stack, and a browser. */
export class DashboardServer {
  readonly #grafana: GrafanaServer;
  readonly #browser: Browser;

  private constructor(grafana: GrafanaServer, browser: Browser) {
    this.#grafana = grafana;
    this.#browser = browser;
  }

  static async start({ settings, url }: Stack): Promise<DashboardServer> {
    const grafana = await GrafanaServer.start(toolPath('grafana')!, PASSWORD);
    const server = new DashboardServer(grafana, await openBrowser(toolPath('chromium')!));
    for (const source of dataSources(settings))
      await server.addDataSource({
        ...source,
        url: source.type === 'prometheus' ? url : 'http://127.0.0.1:1',
      });
    for (const { json } of dashboards(settings))
      await server.#api.call('POST', '/api/dashboards/db', { dashboard: json, overwrite: true });
    return server;
  }

  get #api(): GrafanaApi {
    return new GrafanaApi(this.#grafana.url, 'admin', PASSWORD);
  }

  async addDataSource(source: object): Promise<void> {
    await this.#api.call('POST', '/api/datasources', { ...source, access: 'proxy' });
  }

  open(uid: string, query: Readonly<Record<string, string>> = {}): Promise<DashboardPage> {
    return DashboardPage.open(
      this.#browser,
      { grafanaUrl: this.#grafana.url, password: PASSWORD, uid },
      query,
    );
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    this.#grafana.stop();
  }
}
