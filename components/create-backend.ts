import type * as pulumi from '@pulumi/pulumi';
import type { Settings } from '../configs/index.ts';
import { allExisting } from '../configs/settings/all-existing.ts';
import type { MonitoringBackend } from './backend.ts';
import { DockerBackend } from './docker/index.ts';
import { ExistingBackend } from './existing/index.ts';
import { KubernetesBackend } from './kubernetes/index.ts';

export interface CreateBackendOptions {
  /** Prefix of all resource names; empty by default. */
  readonly prefix?: string;
  readonly parent?: pulumi.Resource;
}

/** The configured backend; undefined if all servers are external. */
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
