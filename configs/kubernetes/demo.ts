import {
  DRIVER_COMMAND,
  DRIVER_MEMORY,
  DRIVER_PATH,
  DRIVER_USER,
  driverEnvironment,
  driverFiles,
} from '../demo/load-driver.ts';
import { DEMO_BACKEND_JOB, DEMO_JOB, DEMO_MODELS, DRIVER_ENDPOINT, VLLM_PORT } from '../demo/models.ts';
import { SIMULATOR_MEMORY, SIMULATOR_USER, simulatorArguments } from '../demo/simulator.ts';
import { demoNamespaceOf, demoPodLabels } from '../inventory/demo.ts';
import { spansUrl } from '../inventory/addresses.ts';
import { podLabelsOf } from '../inventory/kubernetes.ts';
import { CONTAINER_LABELS } from '../logs/index.ts';
import { incidentSeconds } from '../settings/demo.ts';
import type { Settings } from '../settings/index.ts';
import { OTLP } from '../stack/parts.ts';
import { fileText } from '../text/config-file.ts';
import { mirrored } from '../text/image-parts.ts';
import { type Manifest, PART_OF } from './manifest.ts';
import { DNS, inStack, networkPolicy, tcp } from './network-policy.ts';
import { podMetadata } from './placement.ts';
import {
  awaited,
  configChecksum,
  CONTAINER_SECURITY,
  podDefaults,
  podSecurity,
  resources,
  TMP_MOUNT,
  TMP_VOLUME,
} from './workload.ts';

type Model = (typeof DEMO_MODELS)[number];

const SOURCES = 'demo-load-driver';

/** The name of the only pod of a simulated server, which is the label `instance` of its series. */
const podOf = ({ host }: Model): string => `${host}-0`;

/** The simulated vLLM servers and the load driver as pods of their own namespace, if the demo is enabled. */
export function demoManifests(settings: Settings): Manifest[] {
  const { demo } = settings;
  if (!demo) return [];
  return [
    ...demoPolicies(settings),
    ...DEMO_MODELS.flatMap((model) => simulator(settings, model)),
    ...loadDriver(settings, demo),
  ];
}

const metadata = (settings: Settings, name: string, labels: Readonly<Record<string, string>> = {}) => ({
  name,
  namespace: demoNamespaceOf(settings),
  labels: { [PART_OF]: settings.name, ...labels },
});

/** A StatefulSet, because the load driver has to know the names of the pods. */
function simulator(settings: Settings, model: Model): Manifest[] {
  const labels = { ...demoPodLabels(settings, DEMO_JOB), 'app.kubernetes.io/component': model.host };
  const described = metadata(settings, model.host, labels);
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: described,
      spec: {
        clusterIP: 'None',
        selector: labels,
        ports: [{ name: 'http', port: VLLM_PORT, targetPort: VLLM_PORT }],
      },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: awaited(settings, described),
      spec: {
        serviceName: model.host,
        replicas: 1,
        selector: { matchLabels: labels },
        template: {
          metadata: podMetadata(settings, described.labels, { [CONTAINER_LABELS.model]: model.name }),
          spec: {
            ...podDefaults(settings, 'demo'),
            securityContext: podSecurity(SIMULATOR_USER),
            containers: [simulatorContainer(settings, model)],
            volumes: [TMP_VOLUME],
          },
        },
      },
    },
  ];
}

/** Ready as `/health` says; restarted if the path of its own state does not respond for two minutes. */
const probes = (alive: string) => ({
  readinessProbe: { httpGet: { path: '/health', port: 'http' }, periodSeconds: 5 },
  livenessProbe: {
    httpGet: { path: alive, port: 'http' },
    periodSeconds: 30,
    timeoutSeconds: 5,
    failureThreshold: 4,
  },
});

function simulatorContainer({ images, kubernetes }: Settings, model: Model) {
  return {
    name: 'vllm',
    image: mirrored(images.simulator, kubernetes.imageRegistry),
    imagePullPolicy: 'IfNotPresent',
    args: simulatorArguments(model),
    // The simulator identifies itself by this address in cache events and does not start without it.
    env: [{ name: 'POD_IP', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'status.podIP' } } }],
    ports: [{ name: 'http', containerPort: VLLM_PORT }],
    ...probes('/health'),
    resources: resources('200m', SIMULATOR_MEMORY, 64),
    securityContext: CONTAINER_SECURITY,
    volumeMounts: [TMP_MOUNT],
  };
}

function loadDriver(settings: Settings, demo: Exclude<Settings['demo'], false>): Manifest[] {
  const { host, port } = DRIVER_ENDPOINT;
  const labels = demoPodLabels(settings, DEMO_BACKEND_JOB);
  const described = metadata(settings, host, labels);
  const data = Object.fromEntries(driverFiles().map((file) => [file.path, fileText(file)]));
  const environment = driverEnvironment({
    incidentSeconds: incidentSeconds(demo),
    instanceOf: podOf,
    tracesUrl: spansUrl(settings),
  });
  return [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata(settings, SOURCES), data },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: awaited(settings, described),
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: {
          metadata: podMetadata(settings, described.labels, configChecksum(JSON.stringify(data))),
          spec: {
            ...podDefaults(settings, 'demo'),
            securityContext: podSecurity(DRIVER_USER),
            containers: [
              {
                name: host,
                image: mirrored(settings.images.node, settings.kubernetes.imageRegistry),
                imagePullPolicy: 'IfNotPresent',
                command: DRIVER_COMMAND,
                env: Object.entries(environment).map(([name, value]) => ({ name, value })),
                ports: [{ name: 'http', containerPort: port }],
                // `/health` succeeds once all simulated servers are up.
                ...probes('/metrics'),
                resources: resources('200m', DRIVER_MEMORY, 64),
                securityContext: CONTAINER_SECURITY,
                volumeMounts: [{ name: 'sources', mountPath: DRIVER_PATH, readOnly: true }, TMP_MOUNT],
              },
            ],
            volumes: [{ name: 'sources', configMap: { name: SOURCES } }, TMP_VOLUME],
          },
        },
      },
    },
  ];
}

/** Only Prometheus reaches the demo, and the demo reaches only itself. */
function demoPolicies(settings: Settings): Manifest[] {
  if (!settings.kubernetes.networkPolicies.enabled) return [];
  const inside = { podSelector: {} };
  const policy = networkPolicy(
    settings,
    'demo',
    {},
    {
      ingress: [
        { from: [inside], ports: tcp(VLLM_PORT) },
        {
          from: [inStack(settings, podLabelsOf(settings).prometheus)],
          ports: tcp(VLLM_PORT, DRIVER_ENDPOINT.port),
        },
      ],
      egress: [
        DNS,
        { to: [inside], ports: tcp(VLLM_PORT) },
        ...(settings.traces.enabled
          ? [{ to: [inStack(settings, podLabelsOf(settings).alloy)], ports: tcp(OTLP.http) }]
          : []),
      ],
    },
  );
  return [{ ...policy, metadata: { ...policy.metadata, namespace: demoNamespaceOf(settings) } }];
}
