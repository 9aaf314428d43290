import type * as pulumi from '@pulumi/pulumi';
import type { Settings } from '../configs/settings/index.ts';
import type { MonitoringBackend } from './backend.ts';
import { DockerBackend } from './docker/index.ts';
import { allExisting, ExistingBackend } from './existing/index.ts';
import { KubernetesBackend } from './kubernetes/index.ts';

/** What runs the servers, by the configuration; nothing where all of them are somebody else's. */
export function createBackend(settings: Settings, adminPassword: pulumi.Input<string>): MonitoringBackend {
  if (allExisting(settings)) return new ExistingBackend(settings);
  const args = { settings, adminPassword };
  return settings.backend === 'kubernetes'
    ? new KubernetesBackend('kubernetes', args)
    : new DockerBackend('docker', args);
}
