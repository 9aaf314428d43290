import { parseArgs } from 'node:util';
import { writeReport } from './bench/report.ts';
import { measure } from './detection/measure.ts';
import { PrometheusLab } from './detection/prometheus-lab.ts';

const USAGE = `Measures the time from a fault to its notification, with the default thresholds of the rules.

  node lab/bench-detection.ts [--healthy 600] [--patience 1500] [--recovery 1500] [--json <file>]

Starts simulated servers, Prometheus and Alertmanager on free ports of this machine, and stops them. Requires prometheus,
alertmanager and llm-d-inference-sim on PATH.`;

const { values } = parseArgs({
  options: {
    healthy: { type: 'string', default: '600' },
    patience: { type: 'string', default: '1500' },
    recovery: { type: 'string', default: '1500' },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(USAGE);
else await bench(Number(values.healthy), Number(values.patience), Number(values.recovery));

async function bench(healthy: number, patience: number, recovery: number): Promise<void> {
  const lab = await PrometheusLab.start({ engine: 'prometheus', scrapeInterval: '5s', groupWait: '30s' });
  try {
    const detections = await measure(lab, healthy, patience, recovery);
    const rows = detections.map(({ fault, notified, resolved, floor }) => ({
      fault: fault.name,
      rule: fault.rule,
      floor: Math.round(floor),
      notified: notified === undefined ? null : Math.round(notified),
      resolved: resolved === undefined ? null : Math.round(resolved),
    }));
    console.table(rows);
    if (values.json !== undefined)
      writeReport(values.json, {
        bench: 'detection',
        options: { healthy, patience, recovery },
        figures: rows,
      });
  } finally {
    lab.stop();
  }
}
