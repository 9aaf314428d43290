import { afterAll, beforeAll, expect, it } from 'vitest';
import { ALERT_RULES } from '../../configs/rules/index.ts';
import { faults } from '../../lab/detection/faults.ts';
import { type Detection, measure } from '../../lab/detection/measure.ts';
import { PrometheusLab } from '../../lab/detection/prometheus-lab.ts';
import { describeWith } from '../helpers/tools.ts';

/** Tests the notification path instead of the timing: every rule fires after ten seconds. */
const SHORT = Object.fromEntries(ALERT_RULES.map(({ name }) => [name, { for: '10s' }]));

describeWith(
  ['prometheus', 'alertmanager', 'llm-d-inference-sim'],
  'faults in running servers, by Prometheus and Alertmanager',
  () => {
    let lab: PrometheusLab;
    let detections: readonly Detection[] = [];

    beforeAll(async () => {
      lab = await PrometheusLab.start({
        engine: 'prometheus',
        rules: SHORT,
        scrapeInterval: '5s',
        groupWait: '1s',
      });
      detections = await measure(lab, 90, 600, 1200);
    }, 2_400_000);

    afterAll(() => lab.stop());

    const of = (name: string) => detections.find(({ fault }) => fault.name === name)!;

    it.each(faults.map(({ name }) => name))('%s: notifies when firing and when resolved', (name) => {
      const { notified, resolved } = of(name);
      expect(notified, 'no message that it fires').toBeDefined();
      expect(resolved, 'no message that it ended').toBeDefined();
    });

    it.each(faults.map(({ name }) => name))('%s: the notification has working links', (name) => {
      const { fault, message } = of(name);
      const { summary, description, dashboard_url, logs_url, runbook_url } = message!.annotations;
      expect(summary).toMatch(/\.$/);
      expect(description).not.toMatch(/\{\{|<no value>|error expanding/);
      expect(new URL(dashboard_url!).searchParams.get('var-job') ?? fault.job).toBe(fault.job);
      expect(new URL(logs_url!).searchParams.get('var-service')).toBe(fault.job);
      expect(runbook_url).toBe(`https://runbooks.example.com/llm#${fault.rule.toLowerCase()}`);
    });
  },
);
