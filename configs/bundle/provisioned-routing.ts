import { stringify } from 'yaml';
import { NOBODY, ownsPolicy } from '../rules/index.ts';
import type { Settings } from '../settings/index.ts';
import type { BundleFile } from './bundle-file.ts';

const COMMENT = ` Alerts are shown but nobody is notified. Contact points are not rendered because they contain secrets: replace these with
 yours, in the format of grafana docs \`alerting/set-up/provision-alerting-resources/file-provisioning\`.
`;

/** Contact points and notification policies, relative to the output folder. */
export const ROUTING_FILE = 'grafana/provisioning/alerting/routing.yaml';

/** Notification routing of the Grafana in the bundle, the same as that of a managed Grafana without contact points. */
export function provisionedRouting(settings: Settings): BundleFile[] {
  if (settings.grafana.existing || !ownsPolicy(settings)) return [];
  const { contactPoint, muteTiming, policy } = NOBODY;
  const file = {
    apiVersion: 1,
    contactPoints: [
      {
        orgId: 1,
        name: contactPoint.name,
        receivers: [{ uid: contactPoint.name, type: 'webhook', settings: contactPoint.fields }],
      },
    ],
    muteTimes: [
      {
        orgId: 1,
        name: muteTiming.name,
        time_intervals: muteTiming.intervals.map(({ location, times }) => ({
          location,
          times: times.map(({ start, end }) => ({ start_time: start, end_time: end })),
        })),
      },
    ],
    policies: [
      {
        orgId: 1,
        receiver: policy.contactPoint,
        group_by: policy.groupBies,
        routes: policy.policies.map(({ contactPoint: receiver, muteTimings }) => ({
          receiver,
          mute_time_intervals: muteTimings,
        })),
      },
    ],
  };
  return [
    {
      path: ROUTING_FILE,
      text: `#${COMMENT.replaceAll('\n ', '\n# ')}${stringify(file, { version: '1.1' })}`,
    },
  ];
}
