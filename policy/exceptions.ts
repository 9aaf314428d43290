import { PARTS } from '../configs/stack/parts.ts';
import { DOCKER_CONTAINER, HELM_RELEASE } from './containers.ts';
import type { Candidate, Exception } from './rule.ts';
import { at, bare, listOf } from './values.ts';

/** A container that only carries files into a volume and never starts. */
const neverStarts = ({ type, props }: Candidate): boolean =>
  type === DOCKER_CONTAINER && bare(props['start']) === false && bare(props['mustRun']) === false;

/** Simulated servers of the demo, whose image has no program for a health check. */
const SIMULATOR = /-demo-vllm-\d+$/;

/** Exporters that read the host, by suffix of the container name, with the one capability of each. */
const EXPORTERS = {
  [PARTS.dcgmExporter.docker.host]: 'CAP_SYS_ADMIN',
  [PARTS.cadvisor.docker.host]: 'CAP_SYSLOG',
} as const;

const isExporterWithCapability = ({ type, name, props }: Candidate): boolean =>
  type === DOCKER_CONTAINER &&
  Object.entries(EXPORTERS).some(
    ([exporter, capability]) =>
      name.endsWith(`-${exporter}`) &&
      listOf(at(props, 'capabilities.drops')).includes('ALL') &&
      listOf(at(props, 'capabilities.adds')).every((added) => added === capability),
  );

/** All exceptions from rules, each with its reason. */
export const exceptions: readonly Exception[] = [
  {
    rule: 'health-checked',
    covers: neverStarts,
    reason: 'It carries the configuration into a volume and never starts.',
  },
  {
    rule: 'health-checked',
    covers: ({ type, name }) => type === DOCKER_CONTAINER && SIMULATOR.test(name),
    reason:
      'Its image contains only the simulator and no program for a check; the load driver is healthy once the simulators respond.',
  },
  {
    rule: 'read-only-root',
    covers: neverStarts,
    reason:
      'The provider cannot upload into a container with a read-only root file system, and this one never starts.',
  },
  {
    rule: 'no-loosening',
    covers: ({ type, name }) =>
      type === DOCKER_CONTAINER && name.endsWith(`-${PARTS.socketProxy.docker.host}`),
    reason:
      'It is the proxy in front of the Docker socket: it allows only read requests, and only from Alloy.',
  },
  {
    rule: 'no-capabilities',
    covers: isExporterWithCapability,
    reason:
      'The driver restricts profiling counters, and the kernel its log, to this capability; off by default.',
  },
  {
    rule: 'no-loosening',
    covers: ({ type, name }) => type === DOCKER_CONTAINER && name.endsWith(`-${PARTS.cadvisor.docker.host}`),
    reason: 'cAdvisor gets container names from the engine and reads container layers; off by default.',
  },
  {
    rule: 'no-loosening',
    covers: ({ type, props }) => type === HELM_RELEASE && at(props, 'values.nodeExporter.enabled') === true,
    reason:
      'node-exporter reads the node: it shares the network and PID namespace of the host, in a separate Kubernetes namespace.',
  },
];
