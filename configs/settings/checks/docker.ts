import type { ValidationError } from '../validation-error.ts';
import type { CrossCheck } from './check.ts';

const joinedNetworks: CrossCheck = {
  needs: ['backend', 'docker', 'name'],
  check: ({ backend, docker: { networks }, name }) =>
    networks.flatMap((network, index): ValidationError[] => {
      const error = { key: `docker.networks[${index}]`, found: `"${network}"` };
      if (backend !== 'docker') return [{ ...error, expected: 'no networks with backend kubernetes' }];
      if (network === name || network === `${name}-docker-socket`)
        return [{ ...error, expected: "a network other than the stack's own", example: '["vllm_default"]' }];
      if (['host', 'none', 'bridge'].includes(network))
        return [
          {
            ...error,
            expected: 'a user-defined network, since names are not resolved on this one',
            example: '["vllm_default"]',
          },
        ];
      return networks.indexOf(network) === index
        ? []
        : [{ ...error, found: `"${network}" again`, expected: 'each network once' }];
    }),
};

const rootUrl: CrossCheck = {
  needs: ['backend', 'grafana'],
  check: ({ backend, grafana }) => {
    if (grafana.rootUrl === undefined || (backend === 'docker' && !grafana.existing)) return [];
    return [
      {
        key: 'grafana.rootUrl',
        found: `"${grafana.rootUrl}"`,
        expected: grafana.existing
          ? 'nothing with grafana.existing, whose URL is grafana.existing.url'
          : 'nothing with backend kubernetes, where kubernetes.grafana.access says how Grafana is reached',
      },
    ];
  },
};

export const dockerChecks: readonly CrossCheck[] = [joinedNetworks, rootUrl];
