/** Label of all objects of a stack. */
export const STACK_LABEL = 'llm-monitoring.stack';

/** Network label with the checkout that deployed the stack, used to report name conflicts. */
export const DEPLOYED_FROM_LABEL = 'llm-monitoring.deployed-from';

/** Value of that label: the folder of `Pulumi.yaml`, and the Pulumi stack. */
export const deployedFrom = (folder: string, stack: string): string => `${folder} (stack ${stack})`;
