import { afterAll, beforeAll, expect, it } from 'vitest';
import { ALERT_RULES } from '../../configs/rules/index.ts';
import type { Settings } from '../../configs/index.ts';
import { faults } from '../../lab/detection/faults.ts';
import { GrafanaLab } from '../../lab/detection/grafana.ts';
import { Loki } from '../../lab/detection/loki.ts';
import { type Detection, measure } from '../../lab/detection/measure.ts';
import { sleep, eventually } from '../../lab/common/waiting.ts';
import { PrometheusLab } from '../../lab/detection/prometheus-lab.ts';
import { describeWith, toolPath } from '../helpers/tools.ts';

const GRAFANA = toolPath('grafana');
const TOOLS = ['prometheus', 'loki', 'llm-d-inference-sim', 'pulumi', 'pulumi-resource-grafana'];

/** Tests the notification path instead of the timing: every rule fires after ten seconds. */
const SHORT = Object.fromEntries(ALERT_RULES.map(({ name }) => [name, { for: '10s' }]));

describeWith([...TOOLS, 'grafana'], 'faults in running servers, by Grafana', () => {
  let lab: PrometheusLab;
  let loki: Loki;
  let grafana: GrafanaLab;
  let detections: readonly Detection[] = [];
  /** States of each alert over time, `rule/job`. */
  const seen = new Map<string, string[]>();
  let watch: NodeJS.Timeout;

  beforeAll(async () => {
    [lab, loki] = await Promise.all([
      PrometheusLab.start({ engine: 'grafana', rules: SHORT, scrapeInterval: '5s', groupWait: '1s' }),
      Loki.start(),
    ]);
    grafana = await GrafanaLab.start(GRAFANA!, {
      prometheus: `http://127.0.0.1:${lab.port}`,
      loki: loki.url,
    });
    await loki.push({ stack: 'lab', service_name: 'replicas', container: 'a' }, ['a line']);
    await grafana.up(lab.settings);
    watch = setInterval(() => void note(), 2000);
    detections = await measure(lab, 90, 600, 1200);
  }, 2_700_000);

  afterAll(() => {
    clearInterval(watch);
    grafana?.stop();
    loki?.program.kill();
    lab?.stop();
  });

  async function note(): Promise<void> {
    const states = await grafana.states().catch(() => new Map<string, string>());
    for (const [alert, state] of states) {
      const before = seen.get(alert) ?? [];
      if (before.at(-1) !== state) seen.set(alert, [...before, state]);
    }
  }

  const of = (name: string) => detections.find(({ fault }) => fault.name === name)!;

  it.each(faults.map(({ name }) => name))('%s: notifies when firing and when resolved', (name) => {
    const { notified, resolved } = of(name);
    expect(notified, 'no message that it fires').toBeDefined();
    expect(resolved, 'no message that it ended').toBeDefined();
  });

  it.each(faults.map(({ rule, job }) => `${rule}/${job}`))('%s was pending before it fired', (alert) => {
    const states = (seen.get(alert) ?? []).filter((state) =>
      ['pending', 'alerting', 'firing'].includes(state),
    );
    expect(states.slice(0, 2)).toEqual(['pending', 'alerting']);
  });

  it.each(faults.map(({ name }) => name))('%s: the notification has working links', (name) => {
    const { fault, message } = of(name);
    const { summary, description, dashboard_url, logs_url, runbook_url } = message!.annotations;
    expect(summary).toMatch(/\.$/);
    expect(description).not.toMatch(/\{\{|<no value>|\[no value\]|error expanding/);
    expect(new URL(dashboard_url!).searchParams.get('var-job') ?? fault.job).toBe(fault.job);
    expect(new URL(logs_url!).searchParams.get('var-service')).toBe(fault.job);
    expect(runbook_url).toBe(`https://runbooks.example.com/llm#${fault.rule.toLowerCase()}`);
  });

  it.each([
    ['VLLMEngineDeadLogged', 'EngineCore encountered a fatal error.'],
    ['VLLMOutOfMemoryLogged', 'torch.OutOfMemoryError: CUDA out of memory.'],
  ])('%s: a line in the log is told', { timeout: 180_000 }, async (rule, line) => {
    const begin = Date.now();
    await loki.push({ stack: 'lab', service_name: 'replicas', container: 'a' }, [line]);
    await eventually(150, async () =>
      expect(lab.receiver.first(rule, 'replicas', 'firing', begin)).toBeDefined(),
    );
  });

  it('changes nothing on a second up', { timeout: 300_000 }, async () => {
    const changes = await grafana.up(lab.settings);
    expect(Object.keys(changes)).toEqual(['same']);
  });

  it('changes one rule group and the runbook with one threshold', { timeout: 300_000 }, async () => {
    const { rules, ...alerts } = lab.settings.alerts;
    const changed: Settings = {
      ...lab.settings,
      alerts: {
        ...alerts,
        rules: { ...rules, VLLMPreemptionsHigh: { ...rules['VLLMPreemptionsHigh']!, threshold: 0.2 } },
      },
    };
    const { update, same, ...others } = await grafana.up(changed);
    expect(update).toBe(2);
    expect(same).toBeGreaterThan(10);
    expect(others).toEqual({});
  });

  it(
    'PrometheusUnreachable: resolves once, without another alert',
    {
      timeout: 300_000,
    },
    async () => {
      const begin = Date.now();
      lab.prometheus.kill();
      await eventually(240, async () =>
        expect(lab.receiver.first('PrometheusUnreachable', undefined, 'firing', begin)).toBeDefined(),
      );
      await sleep(30_000);
      const names = lab.receiver.arrived
        .filter(({ at, alert }) => at >= begin && alert.status === 'firing')
        .map(({ alert }) => alert.labels['alertname']);
      expect(new Set(names)).toEqual(new Set(['PrometheusUnreachable']));
    },
  );
});
