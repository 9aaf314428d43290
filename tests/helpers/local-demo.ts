import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { IncidentPlan } from '../../configs/demo/driver/incident.ts';
import { DEMO_MODELS, DRIVER_ENDPOINT, endpointOf } from '../../configs/demo/models.ts';
import { prometheusFiles } from '../../configs/prometheus/config.ts';
import { services } from '../../configs/services/index.ts';
import type { Secret, Settings } from '../../configs/index.ts';
import { freePort } from '../../lab/common/free-port.ts';
import { PrometheusApi } from '../../lab/common/prometheus-api.ts';
import { ROOT } from '../../cli/stack/project.ts';
import { Processes } from './processes.ts';
import { fileText } from '../../configs/text/config-file.ts';

const DRIVER = `${DRIVER_ENDPOINT.host}:${DRIVER_ENDPOINT.port}`;
const PROMETHEUS = 'localhost:9090';

/** Programs that {@link LocalDemo} requires. */
export const LOCAL_DEMO_TOOLS = ['prometheus', 'llm-d-inference-sim'] as const;

/** The demo of a stack and its Prometheus as local processes, started like their containers. */
export class LocalDemo {
  readonly #processes = new Processes();
  /** Local port for each address on the stack's network. */
  readonly #ports: ReadonlyMap<string, number>;

  private constructor(ports: ReadonlyMap<string, number>) {
    this.#ports = ports;
  }

  /** @param incident overrides of the scripted incident's plan. */
  static async start(settings: Settings, incident: Partial<IncidentPlan> = {}): Promise<LocalDemo> {
    const ports = new Map<string, number>();
    for (const address of [...DEMO_MODELS.map(endpointOf), DRIVER, PROMETHEUS]) {
      ports.set(address, await freePort());
    }
    const demo = new LocalDemo(ports);
    const wanted = new Map(services(settings).map((service) => [service.name, service]));
    for (const model of DEMO_MODELS) {
      const { command, env } = wanted.get(model.host)!;
      const port = String(ports.get(endpointOf(model)));
      demo.#processes.start(
        'llm-d-inference-sim',
        command.map((word) => (word === '8000' ? port : word)),
        texts(env),
      );
    }
    demo.#startDriver(texts(wanted.get(DRIVER_ENDPOINT.host)!.env), incident);
    demo.#startPrometheus(settings);
    return demo;
  }

  get api(): PrometheusApi {
    return new PrometheusApi(`http://127.0.0.1:${this.#ports.get(PROMETHEUS)}`);
  }

  stop(): Promise<void> {
    return this.#processes.stop();
  }

  /** Addresses on the stack's network become local ones. */
  #here(text: string): string {
    return [...this.#ports].reduce(
      (changed, [address, port]) => changed.replaceAll(address, `127.0.0.1:${port}`),
      text,
    );
  }

  #startDriver(env: Readonly<Record<string, string>>, incident: Partial<IncidentPlan>): void {
    const options = JSON.parse(env['DEMO_OPTIONS']!) as { incident?: IncidentPlan };
    const changed = {
      ...options,
      port: this.#ports.get(DRIVER),
      ...(options.incident ? { incident: { ...options.incident, ...incident } } : {}),
    };
    this.#processes.start(process.execPath, [join(ROOT, 'configs/demo/driver/main.ts')], {
      DEMO_OPTIONS: this.#here(JSON.stringify(changed)),
    });
  }

  #startPrometheus(settings: Settings): void {
    const folder = mkdtempSync(join(tmpdir(), 'llm-monitoring-prometheus-'));
    for (const own of prometheusFiles(settings)) {
      const file = join(folder, own.path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, this.#here(fileText(own)));
    }
    this.#processes.start('prometheus', [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${this.#ports.get(PROMETHEUS)}`,
    ]);
  }
}

function texts(env: Readonly<Record<string, string | Secret>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).map(([key, value]) => [key, String(value)]));
}
