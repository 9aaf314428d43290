import type * as pulumi from '@pulumi/pulumi';
import type { Settings } from '../configs/index.ts';
import type { MonitoringBackend } from './backend.ts';
import { DockerBackend } from './docker/index.ts';
import { allExisting, ExistingBackend } from './existing/index.ts';
import { KubernetesBackend } from './kubernetes/index.ts';

export interface CreateBackendOptions {
  /** What the names of all resources begin with; nothing by default. */
  readonly prefix?: string;
  readonly parent?: pulumi.Resource;
}

/** What runs the servers, by the configuration; nothing where all of them are somebody else's. */
export function createBackend(
  settings: Settings,
  adminPassword: pulumi.Input<string>,
  { prefix = '', parent }: CreateBackendOptions = {},
): MonitoringBackend {
  if (allExisting(settings)) return new ExistingBackend(settings);
  const args = { settings, adminPassword };
  const opts = parent ? { parent } : {};
  return settings.backend === 'kubernetes'
    ? new KubernetesBackend(`${prefix}kubernetes`, args, opts)
    : new DockerBackend(`${prefix}docker`, args, opts);
}
