import { scrapedAt } from '../inventory/gateways.ts';
import { paramsOf } from '../prometheus/jobs.ts';
import { metricRules } from '../prometheus/metric-rules.ts';
import type { Settings } from '../settings/index.ts';
import { credentialsSecret } from './credentials-secret.ts';
import type { Manifest } from './manifest.ts';
import { monitoredMetadata } from './metadata.ts';
import { relabelings, scrapeLimits } from './scrape.ts';
import { defined } from '../text/defined.ts';

type Target = Settings['targets'][number];

/** Targets outside the cluster, one ScrapeConfig each. */
export function scrapeConfigs(settings: Settings): Manifest[] {
  const rulesOf = metricRules(settings);
  return settings.targets.map((target) => {
    const { path, endpoints } = scrapedAt(target);
    const dropped = relabelings(rulesOf(target));
    return {
      apiVersion: 'monitoring.coreos.com/v1alpha1',
      kind: 'ScrapeConfig',
      metadata: monitoredMetadata(settings, objectName(settings, target)),
      spec: {
        jobName: target.name,
        scheme: target.scheme,
        metricsPath: path,
        ...paramsOf(target),
        fallbackScrapeProtocol: target.fallbackScrapeProtocol,
        ...scrapeLimits(settings),
        ...defined({ scrapeInterval: target.interval }),
        staticConfigs: [
          {
            targets: endpoints,
            ...(Object.keys(target.labels).length > 0 ? { labels: target.labels } : {}),
          },
        ],
        ...authOf(settings, target),
        ...tlsOf(settings, target),
        ...(dropped.length > 0 ? { metricRelabelings: dropped } : {}),
      },
    };
  });
}

/** The credentials of the targets, one Secret each. */
export function targetSecrets(settings: Settings): Manifest[] {
  return settings.targets.flatMap((target) => {
    return credentialsSecret(settings, objectName(settings, target), target);
  });
}

function authOf(settings: Settings, target: Target) {
  const key = keyOf(settings, target);
  if (target.auth?.basic) return { basicAuth: { username: key('username'), password: key('password') } };
  return target.auth?.bearer ? { authorization: { type: 'Bearer', credentials: key('token') } } : {};
}

function tlsOf(settings: Settings, target: Target) {
  const { tls } = target;
  if (!tls) return {};
  return {
    tlsConfig: {
      ...(tls.ca === undefined ? {} : { ca: { secret: keyOf(settings, target)('ca.crt') } }),
      ...defined({ serverName: tls.serverName }),
      insecureSkipVerify: tls.insecureSkipVerify,
    },
  };
}

const keyOf = (settings: Settings, target: Target) => (key: string) => ({
  name: objectName(settings, target),
  key,
});

const objectName = ({ name }: Settings, target: Target) => `${name}-target-${target.name}`;
