import type { CrossCheck } from './cross-checks.ts';

/** A Grafana of somebody else's is written to, and nobody writes to a Grafana without a name. */
const grafanaLogin: CrossCheck = {
  needs: ['grafana'],
  check: ({ grafana: { existing } }) =>
    existing === undefined || existing.auth !== undefined
      ? []
      : [
          {
            key: 'grafana.existing.auth',
            found: 'nothing',
            expected: 'a token of a service account with the role Admin, or a user and a password',
            example: '{bearer: {secure: …}}',
          },
        ],
};

export const existingChecks: readonly CrossCheck[] = [grafanaLogin];
