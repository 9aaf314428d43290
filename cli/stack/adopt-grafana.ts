import type { Stack } from '@pulumi/pulumi/automation/index.js';
import type { Deployment, StateResource } from './deployment.ts';

type Inputs = Readonly<Record<string, unknown>>;

/**
 * IDs, as the provider writes them after the organization, of objects that Grafana rejects when they exist already. Dashboards,
 * templates and policies are overwritten.
 */
const IDS: Readonly<Record<string, (inputs: Inputs) => unknown>> = {
  'grafana:oss/folder:Folder': ({ uid }) => uid,
  'grafana:oss/dataSource:DataSource': ({ uid }) => uid,
  'grafana:alerting/ruleGroup:RuleGroup': ({ folderUid, name }) => `${String(folderUid)}:${String(name)}`,
  'grafana:alerting/contactPoint:ContactPoint': ({ name }) => name,
  'grafana:alerting/muteTiming:MuteTiming': ({ name }) => name,
};

/** Grafana's own organization, the only one of a new Grafana. */
const MAIN_ORGANIZATION = '1';

/** State entry for a Grafana object that may have been created but not recorded; undefined for other resources. */
export function adopted(resource: StateResource, all: readonly StateResource[]): StateResource | undefined {
  const id = IDS[resource.type]?.(resource.inputs ?? {});
  if (typeof id !== 'string') return undefined;
  const known = all.find(({ type, id: other }) => type.startsWith('grafana:') && /^\d+:/.test(other ?? ''));
  const organization = known?.id?.split(':')[0] ?? MAIN_ORGANIZATION;
  return { ...resource, id: `${organization}:${id}`, outputs: { ...resource.inputs } };
}

/**
 * Refreshes the state from Grafana: missing objects are removed from the state, so that the next `up` creates them, and changed
 * ones are corrected by it.
 *
 * @param urns of resources in Grafana; all of them if undefined.
 */
export async function readGrafana(stack: Stack, urns?: readonly string[]): Promise<void> {
  const target = urns ?? (await urnsInGrafana(stack));
  if (target.length > 0) await stack.refresh({ target: [...target] });
}

async function urnsInGrafana(stack: Stack): Promise<readonly string[]> {
  const { resources = [] } = ((await stack.exportStack()).deployment ?? {}) as Deployment;
  return resources.filter(({ type }) => type.startsWith('grafana:')).map(({ urn }) => urn);
}
