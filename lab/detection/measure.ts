import { seconds } from '../../configs/index.ts';
import { type Fault, faults } from './faults.ts';
import type { PrometheusLab } from './prometheus-lab.ts';
import { sleep } from '../common/waiting.ts';
import type { Alert } from './receiver.ts';

export interface Detection {
  readonly fault: Fault;
  /** Seconds from the fault to the notification; undefined without a notification. */
  readonly notified: number | undefined;
  /** Seconds from the end of the fault to the notification that the alert has resolved. */
  readonly resolved: number | undefined;
  /** Lower bound in seconds with these settings: windows, `for` and the group wait. */
  readonly floor: number;
  readonly message: Alert | undefined;
}

/**
 * Injects all faults at once, each into its own job, waits for the notifications, ends the faults, and waits again.
 *
 * @param healthy duration of the healthy period before, in seconds.
 * @param patience timeout for the notifications of firing alerts, in seconds.
 * @param recovery timeout for the notifications of resolved alerts, in seconds.
 */
export async function measure(
  lab: PrometheusLab,
  healthy: number,
  patience: number,
  recovery: number,
): Promise<Detection[]> {
  await sleep(healthy * 1000);
  const begin = Date.now();
  await Promise.all(faults.map((fault) => fault.inject(lab.targets)));
  await waitFor(lab, 'firing', begin, patience);
  const healed = Date.now();
  await Promise.all(faults.map((fault) => fault.heal(lab.targets)));
  await waitFor(lab, 'resolved', healed, recovery);

  const { rules, groupWait } = lab.settings.alerts;
  return faults.map((fault) => {
    const fired = lab.receiver.first(fault.rule, fault.job, 'firing', begin);
    const ended = lab.receiver.first(fault.rule, fault.job, 'resolved', healed);
    return {
      fault,
      notified: fired && (fired.at - begin) / 1000,
      resolved: ended && (ended.at - healed) / 1000,
      floor: fault.floor(healthy) + seconds(rules[fault.rule]!.for) + seconds(groupWait),
      message: fired?.alert,
    };
  });
}

async function waitFor(
  { receiver }: PrometheusLab,
  status: Alert['status'],
  after: number,
  patience: number,
): Promise<void> {
  const missing = () => faults.some(({ rule, job }) => !receiver.first(rule, job, status, after));
  while (missing() && Date.now() < after + patience * 1000) await sleep(500);
}
