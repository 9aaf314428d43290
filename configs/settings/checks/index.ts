import { alertChecks } from './alerts.ts';
import { alertmanagerChecks } from './alertmanager.ts';
import { seconds } from '../duration.ts';
import { exporterChecks } from './exporters.ts';
import type { Fault } from '../faults.ts';
import { imageChecks } from './images.ts';
import { kubernetesChecks } from './kubernetes.ts';
import { RESERVED_JOBS } from '../../stack/reserved-jobs.ts';
import type { SectionName, Settings } from '../schema.ts';
import { sloChecks } from './slo.ts';
import { webAccessChecks } from './web-access.ts';

/** A check over several sections; it runs where all of them are valid on their own. */
export interface CrossCheck {
  readonly needs: readonly SectionName[];
  readonly check: (settings: Settings) => Fault[];
}

const LOOPBACK = /^(127\.|::1$)/;
const INDEX_PERIOD = 86_400; // Loki removes whole index tables, one a day

const ports: CrossCheck = {
  needs: ['prometheus', 'loki', 'grafana'],
  check: ({ prometheus, loki, grafana }) => {
    const taken = new Map<number, string>();
    const faults: Fault[] = [];
    for (const [key, { port, existing }] of Object.entries({ prometheus, loki, grafana })) {
      if (existing) continue;
      const other = taken.get(port);
      if (other)
        faults.push({
          key: `${key}.port`,
          found: `${port}, the port of ${other}`,
          expected: 'a port of its own',
        });
      else taken.set(port, key);
    }
    return faults;
  },
};

const scrapeTimeout: CrossCheck = {
  needs: ['prometheus'],
  check: ({ prometheus: { scrapeInterval, scrapeTimeout } }) =>
    seconds(scrapeTimeout) <= seconds(scrapeInterval)
      ? []
      : [
          {
            key: 'prometheus.scrapeTimeout',
            found: `"${scrapeTimeout}"`,
            expected: `at most the scrape interval, "${scrapeInterval}"`,
          },
        ],
};

const lokiRetention: CrossCheck = {
  needs: ['loki'],
  check: ({ loki: { retention } }) =>
    seconds(retention) >= INDEX_PERIOD
      ? []
      : [
          {
            key: 'loki.retention',
            found: `"${retention}"`,
            expected: 'at least "24h", as Loki drops whole days of its index',
            example: '"7d"',
          },
        ],
};

const targetNames: CrossCheck = {
  needs: ['targets'],
  check: ({ targets }) =>
    targets.flatMap(({ name }, index) => {
      const key = `targets[${index}].name`;
      if ((RESERVED_JOBS as readonly string[]).includes(name)) {
        return [{ key, found: `"${name}"`, expected: `a name other than ${RESERVED_JOBS.join(', ')}` }];
      }
      const first = targets.findIndex((target) => target.name === name);
      return first === index
        ? []
        : [{ key, found: `"${name}", the name of targets[${first}]`, expected: 'a name of its own' }];
    }),
};

const modelNames: CrossCheck = {
  needs: ['models'],
  check: ({ models }) =>
    models.flatMap(({ name }, index) => {
      const first = models.findIndex((model) => model.name === name);
      return first === index
        ? []
        : [
            {
              key: `models[${index}].name`,
              found: `"${name}", the name of models[${first}]`,
              expected: 'a name of its own',
            },
          ];
    }),
};

const contactPointNames: CrossCheck = {
  needs: ['alerts'],
  check: ({ alerts: { contactPoints } }) =>
    contactPoints.flatMap(({ name }, index) => {
      const first = contactPoints.findIndex((point) => point.name === name);
      return first === index
        ? []
        : [
            {
              key: `alerts.contactPoints[${index}].name`,
              found: `"${name}", the name of alerts.contactPoints[${first}]`,
              expected: 'a name of its own',
            },
          ];
    }),
};

const WEAK_PASSWORDS = ['admin', 'password', 'grafana'];

const weakPassword: CrossCheck = {
  needs: ['docker', 'grafana', 'backend'],
  check: ({ backend, docker: { bindAddress }, grafana: { adminPassword, existing } }) => {
    const weak = adminPassword !== undefined && WEAK_PASSWORDS.includes(adminPassword.reveal());
    if (existing || !weak || (backend === 'docker' && LOOPBACK.test(bindAddress))) return [];
    return [
      {
        key: 'grafana.adminPassword',
        found: 'a password that everybody knows',
        expected:
          'a password of your own, as Grafana is reachable from outside this machine (leave it out to have one generated)',
      },
    ];
  },
};

export const crossChecks: readonly CrossCheck[] = [
  ports,
  scrapeTimeout,
  lokiRetention,
  targetNames,
  modelNames,
  contactPointNames,
  weakPassword,
  ...exporterChecks,
  ...imageChecks,
  ...webAccessChecks,
  ...kubernetesChecks,
  ...sloChecks,
  ...alertChecks,
  ...alertmanagerChecks,
];
