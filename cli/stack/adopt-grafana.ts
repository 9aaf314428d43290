import type { Stack } from '@pulumi/pulumi/automation/index.js';
import type { Deployment, StateResource } from './deployment.ts';

type Inputs = Readonly<Record<string, unknown>>;

/**
 * Ids of what Grafana refuses to make a second time, as its provider writes them after the organization. Dashboards, templates
 * and policies are overwritten.
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

/** Entry of the state for an object of Grafana that may have been made, though it was not written down; none for other resources. */
export function adopted(resource: StateResource, all: readonly StateResource[]): StateResource | undefined {
  const id = IDS[resource.type]?.(resource.inputs ?? {});
  if (typeof id !== 'string') return undefined;
  const known = all.find(({ type, id: other }) => type.startsWith('grafana:') && /^\d+:/.test(other ?? ''));
  const organization = known?.id?.split(':')[0] ?? MAIN_ORGANIZATION;
  return { ...resource, id: `${organization}:${id}`, outputs: { ...resource.inputs } };
}

/**
 * Asks Grafana for what the state says of it and writes down the answer: what is not there goes out of the state, so that the
 * next `up` makes it, and what differs is put right by it.
 *
 * @param urns of resources in Grafana; all of them where absent.
 */
export async function readGrafana(stack: Stack, urns?: readonly string[]): Promise<void> {
  const { resources = [] } = ((await stack.exportStack()).deployment ?? {}) as Deployment;
  const target = urns ?? resources.filter(({ type }) => type.startsWith('grafana:')).map(({ urn }) => urn);
  if (target.length > 0) await stack.refresh({ target: [...target] });
}
