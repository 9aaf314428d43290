import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dashboards } from '../../configs/dashboards/index.ts';
import { DEMO_MODELS } from '../../configs/demo/models.ts';
import { services } from '../../configs/services/index.ts';
import { parseSettings } from '../../configs/index.ts';
import { openDashboard, openBrowser, panelErrors } from '../../lab/browser.ts';
import { HEALTH } from '../../cli/stack/container-health.ts';
import { docker } from '../helpers/docker.ts';
import { DockerStack } from '../helpers/docker-stack.ts';
import { GrafanaApi } from '../../lab/common/grafana-api.ts';
import { ALL_CHOSEN, interpolate, panelQueries } from '../helpers/panel-queries.ts';
import { freePort } from '../../lab/common/free-port.ts';
import { freePorts, quickServers } from '../../lab/common/servers.ts';
import { eventually } from '../../lab/common/waiting.ts';
import { PrometheusApi } from '../../lab/common/prometheus-api.ts';
import { toolPath } from '../helpers/tools.ts';

const PORTS = await freePorts();
const config = {
  demo: true,
  traces: { enabled: true, grpcPort: await freePort(), httpPort: await freePort() },
  ...quickServers(PORTS, 'admin'),
};
const settings = parseSettings(config);
const wanted = services(settings);

const why = DockerStack.missing(config);
if (why) console.log(`skipped: the Docker stack, from up to purge (${why})`);

describe.skipIf(why)('the Docker stack, from up to purge', () => {
  const stack = new DockerStack('livetest');
  const grafana = new GrafanaApi(`http://127.0.0.1:${PORTS.grafana}`, 'admin', 'admin');
  const prometheus = new PrometheusApi(`http://127.0.0.1:${PORTS.prometheus}`);

  beforeAll(async () => {
    stack.configure(config);
    expect(await stack.run('up')).toContain(`Grafana     http://127.0.0.1:${PORTS.grafana}`);
  });

  afterAll(() => stack.remove());

  it('is up and healthy', async () => {
    const status = await stack.run('status');
    for (const { name, healthCheck } of wanted) {
      const state = healthCheck ? 'Up .*\\(healthy\\)' : 'Up (?!.*health)';
      expect(status).toMatch(new RegExp(`${stack.prefix}-${name} +${state}`));
    }
  });

  it('changes nothing on a second up', async () => {
    expect(await stack.run('up')).toContain('Nothing to change.');
  });

  it('updates dashboards and rules in place', async () => {
    const before = stack.list('ps', '--quiet');
    stack.configure({ ...config, slo: { ttft: { threshold: 5 } } });
    const changed = await stack.run('up');
    expect(changed).toMatch(/~ changed +grafana:Dashboard grafana-vllm-performance/);
    expect(changed).not.toContain('replaced  grafana:');
    expect(await grafana.call<unknown[]>('GET', '/api/search?type=dash-db')).toHaveLength(
      dashboards(settings).length,
    );
    const after = stack.list('ps', '--quiet');
    const kept = after.filter((id) => before.includes(id));
    expect(kept.length).toBe(before.length - 1);
    stack.configure(config);
    await stack.run('up');
  });

  it('scrapes all targets', async () => {
    await eventually(30, async () => {
      expect((await prometheus.targets()).filter(({ health }) => health !== 'up')).toEqual([]);
    });
  });

  it('has data in every panel of the Performance dashboard, through Grafana', async () => {
    const dashboard = dashboards(settings).find(({ uid }) => uid === 'vllm-performance')!;
    const panels = Map.groupBy(
      panelQueries(dashboard).filter(({ dataSource }) => dataSource === 'prometheus'),
      ({ panel }) => panel,
    );
    for (const [panel, queries] of panels) {
      await eventually(60, async () => {
        const counts = await Promise.all(
          queries.map(({ expr }) => grafana.valuesOf('prometheus', interpolate(expr, ALL_CHOSEN))),
        );
        expect(Math.max(...counts), panel).toBeGreaterThan(0);
      });
    }
  });

  it.skipIf(!toolPath('chromium'))(
    'opens every dashboard in a browser without an error in a panel',
    async () => {
      const browser = await openBrowser(toolPath('chromium')!);
      try {
        for (const { uid } of dashboards(settings)) {
          const grafanaUrl = `http://127.0.0.1:${PORTS.grafana}`;
          const page = await openDashboard(browser, {
            grafanaUrl,
            user: 'admin',
            password: 'admin',
            uid,
            query: 'from=now-5m&to=now',
          });
          expect(await panelErrors(page), uid).toEqual([]);
          await page.context().close();
        }
      } finally {
        await browser.close();
      }
    },
  );

  it('evaluates every alert rule without an error', async () => {
    await eventually(90, async () => {
      const { data } = await grafana.call<{
        data: { groups: { rules: { name: string; health: string; lastError?: string }[] }[] };
      }>('GET', '/api/prometheus/grafana/api/v1/rules');
      const rules = data.groups.flatMap((group) => group.rules);
      expect(rules.length).toBeGreaterThan(20);
      expect(
        rules.filter(({ health }) => health !== 'ok').map(({ name, lastError }) => [name, lastError]),
      ).toEqual([]);
    });
  });

  it('restarts each container with its data when it is killed', async () => {
    const before = Number((await prometheus.query('min(timestamp(up))'))[0]?.value[1]);
    for (const { name } of wanted) {
      // Killed from inside the machine, like an OOM kill: after `docker kill` the restart policy does not apply.
      const pid = docker('inspect', '--format', '{{.State.Pid}}', `${stack.prefix}-${name}`);
      process.kill(Number(pid), 'SIGKILL');
    }
    await eventually(120, async () => {
      // Right after the kill the engine still reports them as healthy; a restart is counted once it has happened.
      const states = wanted.map(({ name }) =>
        docker('inspect', '--format', `{{.RestartCount}} ${HEALTH}`, `${stack.prefix}-${name}`),
      );
      expect(states).toEqual(wanted.map(() => '1 healthy'));
    });
    expect(
      await prometheus.query(`count_over_time(up{job="prometheus"}[1h] @ ${Math.floor(before)})`),
    ).not.toEqual([]);
    expect(await grafana.call<unknown[]>('GET', '/api/search?type=dash-db')).toHaveLength(
      dashboards(settings).length,
    );
  });

  it('keeps the data across down and up', async () => {
    const models = DEMO_MODELS.map(({ name }) => name).sort();
    const time = Math.floor(Date.now() / 1000) - 30;
    const down = await stack.run('down');
    expect(down).toContain('Data stay');
    expect(stack.list('ps', '--all', '--quiet')).toEqual([]);
    expect(stack.list('network', 'ls', '--quiet')).toEqual([]);
    const kept = stack.list('volume', 'ls', '--format', '{{.Name}}').sort();
    expect(kept).toEqual(
      wanted.flatMap(({ data }) => (data ? [`${stack.prefix}-${data.volume}`] : [])).sort(),
    );
    await stack.run('up');
    const old = await prometheus.query(`count by (model_name) (vllm:num_requests_running @ ${time})`);
    expect(old.map(({ metric }) => metric['model_name']).sort()).toEqual(models);
    expect(await grafana.call<unknown[]>('GET', '/api/search?type=dash-db')).toHaveLength(
      dashboards(settings).length,
    );
  });

  it('leaves nothing after a purge', async () => {
    expect(await stack.run('down', '--purge')).toContain('including data');
    expect(stack.list('ps', '--all', '--quiet')).toEqual([]);
    expect(stack.list('network', 'ls', '--quiet')).toEqual([]);
    expect(stack.list('volume', 'ls', '--quiet')).toEqual([]);
  });
});
