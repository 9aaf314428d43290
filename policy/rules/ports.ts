import { DOCKER_CONTAINER } from '../containers.ts';
import type { Candidate, Rule } from '../rule.ts';
import { at, bare, leaves, listOf } from '../values.ts';

const LOOPBACK = /^(127\.|::1$|\[::1\]$)/;

export const isLoopback = (address: unknown): boolean => LOOPBACK.test(String(bare(address) ?? ''));

/** Host addresses on which a container publishes ports; without one, the engine binds to all addresses. */
export const publishedOn = ({ type, props }: Candidate): string[] =>
  type === DOCKER_CONTAINER ? listOf(props['ports']).map((port) => String(at(port, 'ip') ?? '0.0.0.0')) : [];

/** Arguments that enable authentication; Grafana always has it. */
const AUTHENTICATION = [
  /^--web\.config\.file=/,
  /^-server\.http-tls-client-auth=RequireAndVerifyClientCert$/,
];

function asksWho({ props }: Candidate): boolean {
  const envs = listOf(props['envs']).map((env) => String(bare(env)));
  const isGrafana = envs.some((env) => env.startsWith('GF_SECURITY_ADMIN_USER='));
  if (isGrafana) return envs.includes('GF_AUTH_ANONYMOUS_ENABLED=false');
  return listOf(props['command']).some((word) =>
    AUTHENTICATION.some((pattern) => pattern.test(String(bare(word)))),
  );
}

export const noOpenPorts: Rule = {
  name: 'no-open-ports',
  description: 'Ports reachable from other machines require a password or a client certificate.',
  level: 'mandatory',
  check: (candidate) => {
    const open = publishedOn(candidate).filter((address) => !isLoopback(address));
    return [
      ...(asksWho(candidate)
        ? []
        : open.map((address) => `publishes a port on ${address} without authentication`)),
      ...(candidate.type.startsWith('kubernetes:')
        ? [...leaves(candidate.props)].flatMap(({ path, key, value }) => [
            ...(/(^|\.)(service|spec)\.type$/.test(path) &&
            ['NodePort', 'LoadBalancer'].includes(String(value))
              ? [`${path} is ${value}, reachable from outside the cluster`]
              : []),
            ...(key === 'hostPort' && value !== undefined ? [`${path} opens a port of the node`] : []),
          ])
        : []),
    ];
  },
};
