import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { freePort } from '../common/free-port.ts';
import { eventually } from '../common/waiting.ts';
import { Program } from './processes.ts';

/** An empty Grafana on this machine, with the default user `admin`. */
export class GrafanaServer {
  readonly url: string;
  readonly #program: Program;

  private constructor(url: string, program: Program) {
    this.url = url;
    this.#program = program;
  }

  /**
   * Resolves once it responds.
   *
   * @param executable the program `grafana`, in the folder `bin` of its home.
   * @param subPath what it is served under, such as `/grafana`.
   */
  static async start(executable: string, password: string, subPath = ''): Promise<GrafanaServer> {
    const port = await freePort();
    const folder = mkdtempSync(join(tmpdir(), 'lab-grafana-'));
    const program = new Program(
      executable,
      ['server', '--homepath', dirname(dirname(realpathSync(executable)))],
      {
        GF_PATHS_DATA: folder,
        GF_PATHS_LOGS: folder,
        GF_SERVER_HTTP_ADDR: '127.0.0.1',
        GF_SERVER_HTTP_PORT: String(port),
        GF_SERVER_ROOT_URL: `http://127.0.0.1:${port}${subPath}/`,
        GF_SERVER_SERVE_FROM_SUB_PATH: String(subPath !== ''),
        GF_SECURITY_ADMIN_PASSWORD: password,
        GF_ANALYTICS_REPORTING_ENABLED: 'false',
        GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
        GF_PLUGINS_PREINSTALL_DISABLED: 'true',
        GF_LOG_MODE: 'file',
      },
    );
    const server = new GrafanaServer(`http://127.0.0.1:${port}${subPath}`, program);
    await eventually(240, async () => {
      if (!(await fetch(`${server.url}/api/health`)).ok) throw new Error('Grafana is not ready');
    });
    return server;
  }

  stop(): void {
    this.#program.kill();
  }
}
