import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { INCIDENT_ALERT, INCIDENT_METRIC, incidentPlan } from '../../configs/demo/incident.ts';
import { DEMO_JOB } from '../../configs/demo/models.ts';
import { parseSettings, rawFromStackFile } from '../../configs/index.ts';
import { freePort } from '../../lab/common/free-port.ts';
import type { PrometheusApi } from '../../lab/common/prometheus-api.ts';
import { eventually, sleep } from '../../lab/common/waiting.ts';
import { ROOT } from '../../cli/stack/project.ts';
import { LOCAL_DEMO_TOOLS, LocalDemo } from '../helpers/local-demo.ts';
import { Processes } from '../helpers/processes.ts';
import { describeWith } from '../helpers/tools.ts';

/** Seconds of healthy load before the incident, instead of a whole cycle as in the stack. */
const BEFORE = 90;
const LENGTH = incidentPlan(900).phases.reduce((sum, { seconds }) => sum + seconds, 0);
/** Time until the alert must be resolved: the window of its rate, two evaluations, a margin for a busy machine. */
const UNTIL_RESOLVED = BEFORE + LENGTH + 300 + 60 + 60;

interface PostedAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

describeWith(LOCAL_DEMO_TOOLS, 'an incident of the demo, on a machine whose cores are all busy', () => {
  const hogs = new Processes();
  const posted: PostedAlert[] = [];
  /** All alerts that fired, as `alert job`, in order. */
  const fired = new Set<string>();
  let alertmanager: Server;
  let demo: LocalDemo;
  let api: PrometheusApi;

  beforeAll(async () => {
    const port = await freePort();
    alertmanager = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk) => (text += String(chunk)));
      request.on('end', () => {
        posted.push(...(JSON.parse(text) as PostedAlert[]));
        response.writeHead(200).end();
      });
    }).listen(port);
    const elsewhere = { existing: { url: 'http://127.0.0.1:1' } };
    const settings = parseSettings({
      ...rawFromStackFile(readFileSync(join(ROOT, 'Pulumi.dev.yaml'), 'utf8')),
      logs: { enabled: false },
      traces: { enabled: false },
      loki: elsewhere,
      grafana: elsewhere,
      alerts: { engine: 'prometheus', alertmanagers: [`127.0.0.1:${port}`] },
    });
    cpus().forEach(() => hogs.start('nice', [process.execPath, '-e', 'for (;;);']));
    demo = await LocalDemo.start(settings, { firstAfterSeconds: BEFORE });
    api = demo.api;
    await eventually(120, async () => expect(await api.query(INCIDENT_METRIC)).not.toEqual([]));
    void watch();
  }, 300_000);

  afterAll(async () => {
    watching = false;
    alertmanager.close();
    await Promise.all([demo.stop(), hogs.stop()]);
  });

  let watching = true;
  async function watch(): Promise<void> {
    while (watching) {
      const firing = await api.query('ALERTS{alertstate="firing"}').catch(() => []);
      for (const { metric } of firing) fired.add(`${metric['alertname']} ${metric['job'] ?? ''}`.trim());
      await sleep(2_000);
    }
  }

  const firing = () => api.query(`ALERTS{alertname="${INCIDENT_ALERT}",alertstate="firing"}`);
  const number = async (expr: string) => Number((await api.query(expr))[0]?.value[1] ?? Number.NaN);

  it('increases TTFT of one model, within the objective', { timeout: 300_000 }, async () => {
    const p90 = 'histogram_quantile(0.9, sum by (le) (rate(vllm:time_to_first_token_seconds_bucket';
    const { model } = incidentPlan(900);
    await eventually(BEFORE + 120, async () =>
      expect(await number(`${p90}{model_name="${model}"}[1m])))`)).toBeGreaterThan(1),
    );
    expect(await number(`${p90}{model_name!="${model}"}[1m])))`)).toBeLessThan(0.75);
    expect(await number(`max(${INCIDENT_METRIC})`)).toBe(1);
  });

  it(
    'fires its alert, only on the simulated servers, with a note that it is the demo',
    { timeout: 900_000 },
    async () => {
      await eventually(UNTIL_RESOLVED, async () => expect(await firing()).toHaveLength(1));
      await eventually(60, () => {
        const alert = posted.find(({ labels }) => labels['alertname'] === INCIDENT_ALERT);
        expect(alert?.labels['job']).toBe(DEMO_JOB);
        expect(alert?.annotations['demo']).toMatch(/simulated by the demo/);
        return Promise.resolve();
      });
    },
  );

  it('resolves it', { timeout: 900_000 }, async () => {
    await eventually(UNTIL_RESOLVED, async () => expect(await firing()).toEqual([]));
    expect(await number(`max(${INCIDENT_METRIC})`)).toBe(0);
  });

  it('fired no other alert, in the incident or outside of it', () => {
    expect([...fired].filter((alert) => !alert.startsWith('Watchdog')).sort()).toEqual([
      `${INCIDENT_ALERT} ${DEMO_JOB}`,
    ]);
  });

  it('spent no budget of any objective', async () => {
    expect(await api.query('job_model:slo_errors:increase1h > 0')).toEqual([]);
    expect((await api.query('job_model:slo_total:increase1h > 50')).length).toBeGreaterThanOrEqual(8);
  });
});
