/**
 * `critical` pages a person: users suffer now. `warning` is a ticket: somebody looks in working hours. `info` is to be
 * read when there is time.
 */
export const SEVERITIES = ['critical', 'warning', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];
