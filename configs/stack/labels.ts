/** Label by which everything of one stack is found, with any tool. */
export const STACK_LABEL = 'llm-monitoring.stack';
