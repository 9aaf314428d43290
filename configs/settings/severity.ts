/**
 * `critical` pages: users are affected now. `warning` is a ticket for working hours. `info` needs no action.
 */
export const SEVERITIES = ['critical', 'warning', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];
