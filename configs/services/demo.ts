import {
  DRIVER_COMMAND,
  DRIVER_MEMORY,
  DRIVER_PATH,
  DRIVER_USER,
  driverEnvironment,
  driverFiles,
} from '../demo/load-driver.ts';
import { DEMO_JOB, DEMO_MODELS, DRIVER_ENDPOINT, endpointOf } from '../demo/models.ts';
import { SIMULATOR_MEMORY, SIMULATOR_USER, simulatorArguments } from '../demo/simulator.ts';
import { spansUrl } from '../inventory/addresses.ts';
import { CONTAINER_LABELS } from '../logs/index.ts';
import { incidentSeconds } from '../settings/demo.ts';
import type { Settings } from '../settings/index.ts';
import { wgetProbe } from './probes.ts';
import type { Service } from './service.ts';

/** The simulated vLLM servers and the load driver, if the demo is enabled. */
export function demoServices(settings: Settings): Service[] {
  const { demo, images } = settings;
  return demo ? [...simulators(images), loadDriver(settings, demo)] : [];
}

/** No health check: the image contains only the simulator. The load driver waits for the servers. */
function simulators(images: Settings['images']): Service[] {
  return DEMO_MODELS.map((model) => ({
    name: model.host,
    image: images.simulator,
    command: simulatorArguments(model),
    // Logs and metrics of a server have the same names.
    labels: { [CONTAINER_LABELS.service]: DEMO_JOB, [CONTAINER_LABELS.model]: model.name },
    // The simulator identifies itself by this address in cache events and does not start without it.
    env: { POD_IP: '127.0.0.1' },
    user: `${SIMULATOR_USER}:${SIMULATOR_USER}`,
    memoryMiB: SIMULATOR_MEMORY,
    tmpfs: ['/tmp'],
    after: [],
  }));
}

function loadDriver(settings: Settings, demo: Exclude<Settings['demo'], false>): Service {
  const { host, port } = DRIVER_ENDPOINT;
  return {
    name: host,
    image: settings.images.node,
    command: DRIVER_COMMAND,
    env: driverEnvironment({
      incidentSeconds: incidentSeconds(demo),
      instanceOf: endpointOf,
      tracesUrl: spansUrl(settings),
    }),
    user: `${DRIVER_USER}:${DRIVER_USER}`,
    config: { path: DRIVER_PATH, files: driverFiles() },
    healthCheck: {
      test: wgetProbe('node', port, '/health'),
      intervalSeconds: 5,
      timeoutSeconds: 5,
      retries: 6,
      startPeriodSeconds: 60,
    },
    memoryMiB: DRIVER_MEMORY,
    tmpfs: ['/tmp'],
    after: DEMO_MODELS.map((model) => model.host),
  };
}
