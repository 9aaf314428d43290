import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { demoJobs } from '../../configs/prometheus/demo-jobs.ts';
import { DEMO_JOB } from '../../configs/demo/models.ts';
import { prometheusFiles } from '../../configs/prometheus/config.ts';
import { diet } from '../../configs/prometheus/diet.ts';
import { fileText } from '../../configs/text/config-file.ts';
import { parseSettings, type Settings } from '../../configs/index.ts';
import { freePort } from '../common/free-port.ts';
import { onThisMachine } from '../common/host.ts';
import { eventually } from '../common/waiting.ts';
import { Program } from './processes.ts';
import { Receiver } from './receiver.ts';
import { startTargets, type Targets } from './targets.ts';

export interface LabOptions {
  readonly engine: 'prometheus' | 'grafana';
  /** Rules with shorter durations, for tests of the mechanism rather than the timing. */
  readonly rules?: Readonly<Record<string, unknown>>;
  readonly scrapeInterval: string;
  readonly groupWait: string;
}

/** Servers that can fail, a Prometheus with the project's rules, and a webhook receiver. */
export class PrometheusLab {
  readonly targets: Targets;
  readonly settings: Settings;
  readonly receiver: Receiver;
  readonly prometheus: Program;
  readonly port: number;
  readonly #others: Program[] = [];

  private constructor(
    targets: Targets,
    settings: Settings,
    receiver: Receiver,
    prometheus: Program,
    port: number,
  ) {
    this.targets = targets;
    this.settings = settings;
    this.receiver = receiver;
    this.prometheus = prometheus;
    this.port = port;
  }

  static async start({ engine, rules = {}, scrapeInterval, groupWait }: LabOptions): Promise<PrometheusLab> {
    const targets = await startTargets();
    const [port, hook, alertmanager] = [await freePort(), await freePort(), await freePort()];
    const settings = parseSettings({
      name: 'lab',
      targets: targets.jobs,
      logs: { enabled: true },
      prometheus: { scrapeInterval, scrapeTimeout: scrapeInterval, evaluationInterval: '10s' },
      alerts: {
        engine,
        ...(engine === 'prometheus' ? { alertmanagers: [`127.0.0.1:${alertmanager}`] } : {}),
        interval: '10s',
        contactPoints: [{ kind: 'webhook', name: 'lab', url: `http://127.0.0.1:${hook}/` }],
        groupWait,
        groupInterval: '10s',
        runbookUrl: 'https://runbooks.example.com/llm',
        rules,
      },
    });
    const folder = mkdtempSync(join(tmpdir(), 'lab-'));
    const receiver = new Receiver(hook);
    writePrometheus(folder, settings);
    const prometheus = new Program('prometheus', [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ]);
    const lab = new PrometheusLab(targets, settings, receiver, prometheus, port);
    if (engine === 'prometheus') lab.#others.push(startAlertmanager(folder, alertmanager, hook, groupWait));
    await eventually(60, async () => {
      if (!(await fetch(`http://127.0.0.1:${port}/-/ready`)).ok) throw new Error('Prometheus is not ready');
    });
    return lab;
  }

  stop(): void {
    this.targets.stop();
    this.receiver.close();
    for (const program of [this.prometheus, ...this.#others]) program.kill();
  }
}

/** The stack's configuration; the demo's relabeling fixes the metric names of the simulator. */
function writePrometheus(folder: string, settings: Settings): void {
  const demoJob = demoJobs({ ...settings, demo: { incident: false } }, diet(settings)).find(
    (job) => job.job_name === DEMO_JOB,
  )!;
  const vllm = settings.targets.filter(({ kind }) => kind === 'vllm').map(({ name }) => name);
  for (const own of prometheusFiles(settings)) {
    const file = join(folder, own.path);
    mkdirSync(dirname(file), { recursive: true });
    const text = onThisMachine(fileText(own));
    writeFileSync(
      file,
      own.path === 'prometheus.yml' ? relabeled(text, vllm, demoJob.metric_relabel_configs) : text,
    );
  }
}

function relabeled(text: string, jobs: readonly string[], rules: unknown): string {
  const config = parse(text) as { scrape_configs: { job_name: string }[] };
  return stringify({
    ...config,
    // The stack's own servers are not part of this setup.
    scrape_configs: config.scrape_configs
      .filter(({ job_name: name }) => !['prometheus', 'loki', 'grafana', 'alloy'].includes(name))
      .map((job) => (jobs.includes(job.job_name) ? { ...job, metric_relabel_configs: rules } : job)),
  });
}

function startAlertmanager(folder: string, port: number, hook: number, groupWait: string): Program {
  const file = join(folder, 'alertmanager.yml');
  writeFileSync(
    file,
    stringify({
      route: {
        receiver: 'lab',
        group_by: ['alertname', 'job', 'model_name'],
        group_wait: groupWait,
        group_interval: '10s',
      },
      receivers: [
        { name: 'lab', webhook_configs: [{ url: `http://127.0.0.1:${hook}/`, send_resolved: true }] },
      ],
    }),
  );
  return new Program('alertmanager', [
    `--config.file=${file}`,
    `--storage.path=${join(folder, 'alertmanager')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--cluster.listen-address=',
  ]);
}
