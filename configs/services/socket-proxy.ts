import type { Settings } from '../settings/index.ts';
import { PARTS } from '../stack/parts.ts';
import { execProbe } from './probes.ts';
import { DOCKER_SOCKET_NETWORK, type PartService } from './service.ts';

const SOCKET_PATH = '/var/run/docker.sock';

/**
 * The requests that Alloy sends to the engine: list containers, inspect one, read its log. Access to the socket itself,
 * read-only or not, is equivalent to root on the host; the proxy allows no request that changes anything.
 */
const ALLOWED = '(/v1\\.[0-9]+)?/(_ping|networks|containers/(json|[a-zA-Z0-9_.-]+/(json|logs)))';

/** The proxy in front of the Docker socket, which only Alloy reaches. */
export function socketProxyService({ logs }: Settings): PartService {
  return {
    command: [
      '-listenip=0.0.0.0',
      `-proxyport=${PARTS.socketProxy.docker.port}`,
      `-socketpath=${SOCKET_PATH}`,
      // By name, resolved again for each request.
      `-allowfrom=${PARTS.alloy.docker.host}`,
      `-allowGET=${ALLOWED}`,
      '-allowHEAD=(/v1\\.[0-9]+)?/_ping',
      '-allowhealthcheck',
      '-loglevel=warn',
    ],
    env: {},
    user: `65534:${logs.dockerSocketGid ?? 0}`,
    mounts: [{ host: logs.dockerSocket ?? SOCKET_PATH, path: SOCKET_PATH }],
    networks: [DOCKER_SOCKET_NETWORK],
    healthCheck: {
      test: execProbe('socketProxy', '/healthcheck'),
      intervalSeconds: 5,
      timeoutSeconds: 5,
      retries: 3,
      startPeriodSeconds: 10,
    },
    // Three times what it takes with two clients.
    memoryMiB: 64,
    tmpfs: [],
    after: [],
  };
}
