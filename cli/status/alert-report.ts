import { SEVERITIES } from '../../configs/settings/severity.ts';
import { namesText } from '../plan/input-text.ts';
import type { ActiveAlert } from './active-alert.ts';
import type { Answer } from './alert-sources.ts';

/** Maximum number of alerts that are listed; the rest is counted. */
const LISTED = 20;

/** Lines about active alerts: a count, then one line per alert, the most urgent first. */
export function alertLines(answers: readonly Answer[], now = new Date()): string[] {
  const alerts = answers.flatMap((answer) => answer.alerts).sort(byUrgency);
  const count = (state: ActiveAlert['state']) => alerts.filter((alert) => alert.state === state).length;
  const width = Math.max(0, ...alerts.map(({ name }) => name.length));
  const lines = alerts.slice(0, LISTED).map((alert) => line(alert, width, now));
  const complete = answers.every(({ problem }) => problem === undefined);
  const failing = answers.flatMap((answer) => answer.failing);
  return [
    ...(complete || alerts.length > 0
      ? [`Alerts      ${count('firing')} firing, ${count('pending')} pending`]
      : []),
    ...lines,
    ...(alerts.length > LISTED ? [`  and ${alerts.length - LISTED} more`] : []),
    ...(failing.length > 0 ? [`Rules       ${failing.length} failing: ${namesText(failing)}`] : []),
    ...answers.flatMap(({ source: { name, endpoint }, problem }) =>
      problem === undefined
        ? []
        : [`Alerts      unknown: the request to ${name} at ${endpoint.url} failed: ${problem}`],
    ),
  ];
}

function line({ state, severity, name, since, summary }: ActiveAlert, width: number, now: Date): string {
  const age = since ? `for ${duration(now.getTime() - since.getTime())}` : '';
  return `  ${state.padEnd(8)}${severity.padEnd(10)}${name.padEnd(width)}  ${age.padEnd(11)}  ${summary}`.trimEnd();
}

/** `45s`, `12m`, `3h 20m` or `2d 4h` for milliseconds. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const whole = (unit: number) => Math.floor(seconds / unit);
  const [days, hours, minutes] = [whole(86_400), whole(3600), whole(60)];
  if (days > 0) return `${days}d ${hours % 24}h`;
  if (hours > 0) return `${hours}h ${minutes % 60}m`;
  return minutes > 0 ? `${minutes}m` : `${seconds}s`;
}

function byUrgency(a: ActiveAlert, b: ActiveAlert): number {
  const rank = ({ state, severity }: ActiveAlert) => {
    const at = (SEVERITIES as readonly string[]).indexOf(severity);
    return (state === 'firing' ? 0 : 10) + (at === -1 ? SEVERITIES.length : at);
  };
  return rank(a) - rank(b) || (a.name < b.name ? -1 : 1);
}
