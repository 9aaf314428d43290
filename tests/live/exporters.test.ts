import { cpus, totalmem } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseSettings } from '../../configs/index.ts';
import { PrometheusApi } from '../../lab/common/prometheus-api.ts';
import { freePorts, quickServers } from '../../lab/common/servers.ts';
import { eventually } from '../../lab/common/waiting.ts';
import { docker } from '../helpers/docker.ts';
import { DockerStack } from '../helpers/docker-stack.ts';
import { Panels, scrapedChoice } from '../truth/panels.ts';

const PORTS = await freePorts();
const SETTINGS = {
  demo: false,
  logs: { enabled: false },
  exporters: { node: true, containers: true },
  ...quickServers(PORTS, 'admin'),
};
const why = DockerStack.missing(SETTINGS);
if (why) console.log(`skipped: exporters of hosts and containers (${why})`);

describe.skipIf(why)('exporters of hosts and containers, in the stack', () => {
  const stack = new DockerStack('exporters');
  const prometheus = new PrometheusApi(`http://127.0.0.1:${PORTS.prometheus}`);
  const panels = new Panels(parseSettings({ name: stack.prefix, ...SETTINGS }), prometheus, [
    'vllm-hardware',
  ]);
  const everything = scrapedChoice('.+');
  const number = async (expr: string) => Number((await prometheus.query(expr))[0]?.value[1]);

  beforeAll(async () => {
    stack.configure(SETTINGS);
    await stack.run('up');
    // Until the rate window is full.
    await eventually(120, async () =>
      expect(
        await number('min(count_over_time(up{job=~"node-exporter|cadvisor"}[2m]))'),
      ).toBeGreaterThanOrEqual(8),
    );
  }, 900_000);

  afterAll(() => stack.remove(), 600_000);

  it('are up', async () => {
    expect(await number('count(up{job=~"node-exporter|cadvisor"} == 1)')).toBe(2);
  });

  it('have data in every panel of hosts and containers', async () => {
    const empty = await panels.empty(everything);
    const may = [
      // No GPU exporter is running here.
      /GPU|Tensor|XID|bus faults/,
      // Depends on the kernel.
      /Pressure/,
      // In a container the exporter only sees its own network, which it excludes.
      /: Network$/,
      // Exists only for containers with a CPU limit; those of the stack have none.
      /CPU throttling/,
    ];
    expect(empty.filter((title) => !may.some((pattern) => pattern.test(title)))).toEqual([]);
  });

  it('show the actual state of the machine', async () => {
    expect(await number('count(count by (cpu) (node_cpu_seconds_total))')).toBe(cpus().length);
    expect(await number('node_memory_MemTotal_bytes')).toBeCloseTo(totalmem(), -3);
    const [used] = await panels.read('vllm-hardware', 'CPU usage', 'A', everything);
    expect(Number(used!.value[1])).toBeGreaterThan(0);
    expect(Number(used!.value[1])).toBeLessThanOrEqual(1);
  });

  it('show each container of the stack with its limit', async () => {
    const shares = await panels.read('vllm-hardware', 'Memory usage, share of limit', 'A', everything);
    const container = `${stack.prefix}-grafana`;
    const share = shares.find(({ metric }) => metric['name'] === container);
    const limit = Number(docker('inspect', '--format', '{{.HostConfig.Memory}}', container));
    const memory = await panels.read('vllm-hardware', 'Memory usage by container', 'A', everything);
    const bytes = Number(memory.find(({ metric }) => metric['name'] === container)!.value[1]);
    expect(Number(share!.value[1])).toBeCloseTo(bytes / limit, 1);
    const names = memory.map(({ metric }) => metric['name']);
    for (const name of stack.list('ps', '--format', '{{.Names}}')) expect(names).toContain(name);
  });

  it('are unchanged by the next up', async () => {
    expect(await stack.run('up')).toContain('Nothing to change.');
  });
});
