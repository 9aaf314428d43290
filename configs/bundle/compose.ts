import { stringify } from 'yaml';
import { ADMIN_PASSWORD } from '../services/grafana.ts';
import { HOST_GATEWAY, LOG_OPTIONS, type Service, services, STACK_NETWORK } from '../services/index.ts';
import { containerName } from '../services/names.ts';
import { STACK_LABEL } from '../stack/labels.ts';
import { PARTS } from '../stack/parts.ts';
import { Secret, type Settings } from '../settings/index.ts';
import { SECRET_PLACEHOLDER } from '../text/secret.ts';
import type { BundleFile } from './bundle-file.ts';
import { envFile } from './env-file.ts';
import { GRAFANA_MOUNTS, HOME_PAGE } from './provisioning.ts';

/** `compose.yaml` and the `.env` file beside it, which contains the secrets. */
export function composeFiles(settings: Settings): BundleFile[] {
  const wanted = services(settings);
  const secrets = Object.assign({}, ...wanted.map(secretVariables)) as Record<string, string>;
  return [
    { path: 'compose.yaml', text: composeText(settings, wanted) },
    ...(Object.keys(secrets).length > 0 ? [{ path: '.env', text: envFile(secrets) }] : []),
  ];
}

function composeText(settings: Settings, wanted: readonly Service[]): string {
  const checked = new Set(wanted.filter(({ healthCheck }) => healthCheck).map(({ name }) => name));
  const volumes = wanted.flatMap(({ data }) => (data ? [data.volume] : []));
  return stringify(
    {
      name: settings.name,
      services: Object.fromEntries(
        wanted.map((service) => [service.name, composeService(service, checked, settings)]),
      ),
      networks: networks(settings, wanted),
      // Separate names for Compose: content provisioned from files must not collide with content that the program creates
      // through Grafana's API.
      volumes: Object.fromEntries(volumes.map((volume) => [volume, {}])),
    },
    { lineWidth: 0, aliasDuplicateObjects: false },
  );
}

const ALL_GPUS = { driver: 'nvidia', count: 'all', capabilities: ['gpu'] } as const;

function composeService(
  service: Service,
  checked: ReadonlySet<string>,
  settings: Settings,
): Record<string, unknown> {
  const { ports, config, data, after } = service;
  return {
    image: service.image,
    container_name: containerName(settings.name, service.name),
    ...(service.entrypoint ? { entrypoint: service.entrypoint.map(literal) } : {}),
    ...(service.command.length > 0 ? { command: service.command.map(literal) } : {}),
    environment: environment(service),
    user: userOf(service, settings),
    labels: { [STACK_LABEL]: settings.name, ...service.labels },
    read_only: true,
    cap_drop: ['ALL'],
    ...(service.capabilities ? { cap_add: [...service.capabilities] } : {}),
    ...(service.devices ? { devices: service.devices.map((path) => `${path}:${path}:r`) } : {}),
    ...(service.gpus ? { deploy: { resources: { reservations: { devices: [ALL_GPUS] } } } } : {}),
    security_opt: ['no-new-privileges:true'],
    ...(service.tmpfs.length > 0
      ? { tmpfs: service.tmpfs.map((path) => `${path}:noexec,nosuid,size=64m,mode=1777`) }
      : {}),
    mem_limit: `${service.memoryMiB}m`,
    memswap_limit: `${service.memoryMiB}m`,
    restart: 'unless-stopped',
    logging: { driver: 'json-file', options: LOG_OPTIONS },
    extra_hosts: [`${HOST_GATEWAY.host}:${HOST_GATEWAY.ip}`],
    ...(ports
      ? {
          ports: ports.map(({ host, container }) => `${settings.docker.bindAddress}:${host}:${container}`),
        }
      : {}),
    networks: [...(service.networks ?? [STACK_NETWORK]), ...(service.joined ?? []).map(joinedKey)],
    volumes: [
      ...(config ? [`./${service.name}:${config.path}:ro`] : []),
      ...(service.name === 'grafana' ? GRAFANA_MOUNTS : []),
      ...(data ? [`${data.volume}:${data.path}`] : []),
      ...(service.mounts ?? []).map(({ host, path }) => `${host}:${path}:ro`),
    ],
    healthcheck: healthCheckOf(service),
    ...(after.length > 0
      ? { depends_on: Object.fromEntries(after.map((name) => [name, { condition: stateOf(name, checked) }])) }
      : {}),
  };
}

function healthCheckOf({ healthCheck: probe }: Service): Record<string, unknown> {
  if (probe === undefined) return { disable: true };
  return {
    test: probe.test.map(literal),
    interval: `${probe.intervalSeconds}s`,
    timeout: `${probe.timeoutSeconds}s`,
    retries: probe.retries,
    start_period: `${probe.startPeriodSeconds}s`,
  };
}

/** Compose cannot wait for the health of a container without a health check. */
const stateOf = (service: string, checked: ReadonlySet<string>) =>
  checked.has(service) ? 'service_healthy' : 'service_started';

/** The group id of the Docker socket differs between machines, and rendering does not inspect the machine. */
function userOf({ name, user }: Service, { logs }: Settings): string {
  const unknown = name === PARTS.socketProxy.docker.host && logs.dockerSocketGid === undefined;
  return unknown ? user.replace(/:\d+$/, ':${DOCKER_SOCKET_GID:-0}') : user;
}

/** The stack's network, and one internal network for each further name that a service uses. */
function networks({ name, docker }: Settings, wanted: readonly Service[]): Record<string, unknown> {
  const others = new Set(
    wanted.flatMap(({ networks }) => networks ?? []).filter((other) => other !== STACK_NETWORK),
  );
  const labels = { [STACK_LABEL]: name };
  return {
    [STACK_NETWORK]: { name, labels },
    ...Object.fromEntries(
      docker.networks.map((other) => [joinedKey(other), { name: other, external: true }]),
    ),
    ...Object.fromEntries(
      [...others].map((other) => [other, { name: `${name}-${other}`, internal: true, labels }]),
    ),
  };
}

/** Key of an external network, which could have the name of one of the stack's. */
const joinedKey = (network: string) => `joined-${network}`;

function environment(service: Service): Record<string, string> {
  return Object.fromEntries(
    [
      ...Object.entries(service.env).map(([name, value]) => [
        name,
        value instanceof Secret ? variable(name) : literal(value),
      ]),
      ...Object.keys(secretVariables(service)).map((name) => [name, variable(name)]),
      ...(service.name === 'grafana' ? Object.entries(HOME_PAGE) : []),
    ].sort(([a], [b]) => (a! < b! ? -1 : 1)),
  );
}

/** Secrets that a service needs and `compose.yaml` must not contain. */
function secretVariables(service: Service): Record<string, string> {
  const secrets = Object.entries(service.env).flatMap(([name, value]) =>
    value instanceof Secret ? [[name, value.reveal()] as const] : [],
  );
  const generated =
    service.name === 'grafana' && !(ADMIN_PASSWORD in service.env)
      ? [[ADMIN_PASSWORD, SECRET_PLACEHOLDER] as const]
      : [];
  return Object.fromEntries([...secrets, ...generated]);
}

const variable = (name: string) => `\${${name}:?set it in .env}`;

/** Compose interprets `$` as the start of a variable. */
const literal = (text: string) => text.replaceAll('$', '$$$$');
