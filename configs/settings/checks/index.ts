import { alertChecks } from './alerts.ts';
import { alertmanagerChecks } from './alertmanager.ts';
import { seconds } from '../duration.ts';
import { costChecks } from './cost.ts';
import { dockerChecks } from './docker.ts';
import { exporterChecks } from './exporters.ts';
import type { ValidationError } from '../validation-error.ts';
import { imageChecks } from './images.ts';
import { kubernetesChecks } from './kubernetes.ts';
import { type CrossCheck, duplicateNames } from './check.ts';
import { sloChecks } from './slo.ts';
import { targetChecks } from './targets.ts';
import { WEAK_PASSWORDS } from '../weak-passwords.ts';
import { webAccessChecks } from './web-access.ts';

const LOOPBACK = /^(127\.|::1$)/;
const INDEX_PERIOD = 86_400; // Loki deletes whole index tables, one per day

const ports: CrossCheck = {
  needs: ['prometheus', 'loki', 'grafana', 'traces'],
  check: ({ prometheus, loki, grafana, traces }) => {
    const published: [key: string, port: number][] = [
      ...Object.entries({ prometheus, loki, grafana }).flatMap(
        ([key, { port, existing }]): [string, number][] => (existing ? [] : [[`${key}.port`, port]]),
      ),
      ...(traces.enabled
        ? ([
            ['traces.grpcPort', traces.grpcPort],
            ['traces.httpPort', traces.httpPort],
          ] satisfies [string, number][])
        : []),
    ];
    return published.flatMap(([key, port], index): ValidationError[] => {
      const first = published.findIndex(([, other]) => other === port);
      if (first === index) return [];
      const other = published[first]![0].replace(/\.port$/, '');
      return [{ key, found: `${port}, the port of ${other}`, expected: 'an unused port' }];
    });
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
            expected: 'at least "24h", because Loki deletes whole days of its index',
            example: '"7d"',
          },
        ],
};

const targetNames: CrossCheck = {
  needs: ['targets'],
  check: ({ targets }) => duplicateNames('targets', targets),
};

const modelNames: CrossCheck = {
  needs: ['models'],
  check: ({ models }) => duplicateNames('models', models),
};

const contactPointNames: CrossCheck = {
  needs: ['alerts'],
  check: ({ alerts: { contactPoints } }) => duplicateNames('alerts.contactPoints', contactPoints),
};

const weakPassword: CrossCheck = {
  needs: ['docker', 'grafana', 'backend'],
  check: ({ backend, docker: { bindAddress }, grafana: { adminPassword, existing } }) => {
    const weak = adminPassword !== undefined && WEAK_PASSWORDS.includes(adminPassword.reveal());
    if (existing || !weak || (backend === 'docker' && LOOPBACK.test(bindAddress))) return [];
    return [
      {
        key: 'grafana.adminPassword',
        found: 'a well-known default password',
        expected:
          'a secure password, because Grafana is reachable from other machines (remove the key to generate one)',
      },
    ];
  },
};

export const crossChecks: readonly CrossCheck[] = [
  ports,
  scrapeTimeout,
  lokiRetention,
  ...targetChecks,
  targetNames,
  modelNames,
  contactPointNames,
  weakPassword,
  ...dockerChecks,
  ...exporterChecks,
  ...imageChecks,
  ...webAccessChecks,
  ...kubernetesChecks,
  ...sloChecks,
  ...costChecks,
  ...alertChecks,
  ...alertmanagerChecks,
];
