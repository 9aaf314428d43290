import { chart } from './chart.ts';
import { table } from './table.ts';

/** Seconds; null where no message came. */
export interface DetectionFigures {
  readonly fault: string;
  readonly rule: string;
  readonly floor: number;
  readonly notified: number | null;
  readonly resolved: number | null;
}

/** Section of the page on detection. */
export function detectionTables(rows: readonly DetectionFigures[]): string[] {
  return [
    "Seconds from an injected fault to Alertmanager's notification, compared with the minimum that the rule's window and `for` allow.",
    'Burn-rate alerts look back half an hour and resolve that much later after a long fault; “none” means none within `recovery`.',
    '',
    ...chart(
      'Seconds to the notification (bars), and the minimum (line)',
      'seconds',
      rows.flatMap(({ fault, floor, notified }) =>
        notified === null ? [] : { name: fault, value: notified, least: floor },
      ),
    ),
    ...table(
      ['Fault', 'Ratio', 'Notified after', 'Minimum', 'Resolved after', 'Rule'],
      rows.map(({ fault, rule, floor, notified, resolved }) => [
        fault,
        notified === null ? '' : (notified / floor).toFixed(2),
        seconds(notified),
        `${floor}`,
        seconds(resolved),
        rule,
      ]),
    ),
  ];
}

const seconds = (value: number | null) => (value === null ? 'none' : `${value}`);
