import { readdirSync, readFileSync } from 'node:fs';
import { incidentPlan } from '../demo/incident.ts';
import {
  DEMO_BACKEND_JOB,
  DEMO_JOB,
  DEMO_MAX_NUM_SEQS,
  DEMO_MODELS,
  DRIVER_ENDPOINT,
  endpointOf,
  VLLM_PORT,
} from '../demo/models.ts';
import { CONTAINER_LABELS } from '../logs/index.ts';
import { seconds, type Settings } from '../settings/index.ts';
import { OTLP, PARTS } from '../stack/parts.ts';
import { wgetProbe } from './probes.ts';
import type { Service } from './service.ts';
import type { ConfigFile } from '../text/config-file.ts';

const DRIVER_FILES = new URL('../demo/driver/', import.meta.url);
const DRIVER_PATH = '/opt/demo';
const CALLS_PER_SECOND = 3;

/** The simulated vLLM servers and the load driver, if the demo is enabled. */
export function demoServices({ demo, images, traces }: Settings): Service[] {
  return demo ? [...simulators(images), loadDriver(images, demo, traces.enabled)] : [];
}

/** No health check: the image contains only the simulator. The load driver waits for the servers. */
function simulators(images: Settings['images']): Service[] {
  return DEMO_MODELS.map(({ host, name, prefillOverhead, prefillTimePerToken, interTokenLatency }) => ({
    name: host,
    image: images.simulator,
    command: [
      ...['--model', name, '--port', String(VLLM_PORT), '--max-model-len', '4096'],
      ...['--max-num-seqs', String(DEMO_MAX_NUM_SEQS)],
      // The real tokenizer would have to be downloaded; the dashboards do not need it.
      '--force-dummy-tokenizer',
      // Blocks of 16 tokens: enough for as many long prompts as run concurrently, because the simulator otherwise fails
      // requests.
      ...['--enable-kvcache', '--kv-cache-size', '1024'],
      ...['--latency-calculator', 'per-token', '--prefill-overhead', prefillOverhead],
      ...['--prefill-time-per-token', prefillTimePerToken, '--prefill-time-std-dev', '50ms'],
      ...['--inter-token-latency', interTokenLatency, '--inter-token-latency-std-dev', '5ms'],
      ...['--time-factor-under-load', '1.5'],
    ],
    // Logs and metrics of a server have the same names.
    labels: { [CONTAINER_LABELS.service]: DEMO_JOB, [CONTAINER_LABELS.model]: name },
    // The simulator identifies itself by this address in cache events and does not start without it.
    env: { POD_IP: '127.0.0.1' },
    user: '65532:65532',
    memoryMiB: 256,
    tmpfs: ['/tmp'],
    after: [],
  }));
}

function loadDriver(
  images: Settings['images'],
  demo: Exclude<Settings['demo'], false>,
  traces: boolean,
): Service {
  const { host, port } = DRIVER_ENDPOINT;
  const options = {
    port,
    job: DEMO_JOB,
    rate: CALLS_PER_SECOND,
    engines: DEMO_MODELS.map((model) => ({ model: model.name, endpoint: endpointOf(model) })),
    ...(traces
      ? {
          tracing: {
            url: `http://${PARTS.alloy.docker.host}:${OTLP.http}/v1/traces`,
            service: DEMO_BACKEND_JOB,
            slots: DEMO_MAX_NUM_SEQS,
          },
        }
      : {}),
    ...(demo.incident === false ? {} : { incident: incidentPlan(seconds(demo.incident)) }),
  };
  return {
    name: host,
    image: images.node,
    command: ['node', `${DRIVER_PATH}/main.ts`],
    env: { DEMO_OPTIONS: JSON.stringify(options) },
    user: '1000:1000',
    config: { path: DRIVER_PATH, files: driverFiles() },
    healthCheck: {
      test: wgetProbe('node', port, '/health'),
      intervalSeconds: 5,
      timeoutSeconds: 5,
      retries: 6,
      startPeriodSeconds: 60,
    },
    memoryMiB: 256,
    tmpfs: ['/tmp'],
    after: DEMO_MODELS.map((model) => model.host),
  };
}

/** The sources, without build output in the same folder. */
function driverFiles(): ConfigFile[] {
  return readdirSync(DRIVER_FILES)
    .filter((name) => /(?<!\.d)\.ts$/.test(name))
    .sort()
    .map(driverFile);
}

function driverFile(name: string): ConfigFile {
  return { path: name, content: readFileSync(new URL(name, DRIVER_FILES), 'utf8') };
}
