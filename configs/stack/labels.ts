/** Label by which everything of one stack is found, with any tool. */
export const STACK_LABEL = 'llm-monitoring.stack';

/** Label of a stack's networks with the checkout that deployed it, so that a conflict of names can say whose it is. */
export const DEPLOYED_FROM_LABEL = 'llm-monitoring.deployed-from';

/** Value of that label: the folder with `Pulumi.yaml`, and the Pulumi stack. */
export const deployedFrom = (folder: string, stack: string): string => `${folder} (stack ${stack})`;
