import { stringify } from 'yaml';
import { muteTimings, type Policy, policyTree, type PolicyTree } from '../rules/index.ts';
import { Secret, type Settings } from '../settings/index.ts';
import { receivers } from './receivers.ts';
import { alertmanagerTemplate } from './template.ts';
import { defined } from '../text/defined.ts';

/** File names; the operator mounts the files side by side and expects `alertmanager.yaml`. */
const ALERTMANAGER_FILES = { config: 'alertmanager.yaml', template: 'llm-monitoring.tmpl' } as const;

/** Mount path of the operator for the Secret with these files (prometheus-operator `pkg/alertmanager/statefulset.go`). */
const FOLDER = '/etc/alertmanager/config';

/** Receiver for alerts that nobody is notified of; contact points cannot have this name. */
const NOBODY = '(nobody)';

/** Labels that only Grafana-managed alerts have. */
const OF_GRAFANA = 'grafana_folder';

/** Alertmanager configuration with the same notifications as Grafana: contact points, routes and mute timings of `alerts`. */
export function alertmanagerFiles(settings: Settings): Readonly<Record<string, string | Secret>> {
  return {
    [ALERTMANAGER_FILES.config]: alertmanagerConfig(settings),
    [ALERTMANAGER_FILES.template]: alertmanagerTemplate(settings),
  };
}

/** Secret as a whole, because it contains the URLs and tokens of the receivers. */
function alertmanagerConfig(settings: Settings): Secret {
  const tree = policyTree(settings);
  const config = {
    templates: [`${FOLDER}/*.tmpl`],
    route: tree ? rootRoute(tree) : { receiver: NOBODY },
    receivers: [{ name: NOBODY }, ...receivers(settings)],
    time_intervals: muteTimings(settings).map(({ name, intervals }) => ({
      name,
      time_intervals: intervals.map(({ location, weekdays, times }) => ({
        location,
        ...(weekdays ? { weekdays } : {}),
        ...(times ? { times: times.map(({ start, end }) => ({ start_time: start, end_time: end })) } : {}),
      })),
    })),
  };
  return new Secret(stringify(revealed(config), { lineWidth: 0 }));
}

function rootRoute({ contactPoint, groupBies, policies, ...timing }: PolicyTree) {
  const routes = policies.map(route);
  return {
    receiver: contactPoint,
    group_by: groupBies.filter((label) => label !== OF_GRAFANA),
    ...timingOf(timing),
    // The watchdog always fires. It is routed to the heartbeat receiver if there is one, and never to a person.
    routes: [...routes, { receiver: NOBODY, matchers: ['severity="none"'] }],
  };
}

function route({ contactPoint, matchers = [], continue: goOn, ...timing }: Policy) {
  return {
    receiver: contactPoint,
    matchers: matchers.map(({ label, match, value }) => `${label}${match}"${value}"`),
    ...(goOn ? { continue: true } : {}),
    ...timingOf(timing),
  };
}

function timingOf({ groupWait, groupInterval, repeatInterval, muteTimings: mute }: Partial<Policy>) {
  return defined({
    group_wait: groupWait,
    group_interval: groupInterval,
    repeat_interval: repeatInterval,
    mute_time_intervals: mute,
  });
}

/** The same tree with secrets in plain text. */
function revealed(value: unknown): unknown {
  if (value instanceof Secret) return value.reveal();
  if (Array.isArray(value)) return value.map(revealed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, revealed(inner)]));
}
