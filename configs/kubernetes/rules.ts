import { parse } from 'yaml';
import { prometheusFiles } from '../prometheus/config.ts';
import { Secret, type Settings } from '../settings/index.ts';
import type { Manifest } from './manifest.ts';
import { monitoredMetadata } from './metadata.ts';

const FOLDER = /^rules\/(.+)\.yml$/;

/** The rule files of the Docker stack as PrometheusRules: the same groups, whoever loads them. */
export function prometheusRules(settings: Settings): Manifest[] {
  return prometheusFiles(settings).flatMap(({ path, content }) => {
    const name = FOLDER.exec(path)?.[1];
    if (name === undefined || content instanceof Secret) return [];
    return [
      {
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'PrometheusRule',
        metadata: monitoredMetadata(settings, `${settings.name}-${name}`),
        spec: parse(content) as Record<string, unknown>,
      },
    ];
  });
}
