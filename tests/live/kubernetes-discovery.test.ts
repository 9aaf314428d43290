import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { parseSettings } from '../../configs/index.ts';
import { vllmMonitors } from '../../configs/kubernetes/monitors.ts';
import { freePort } from '../../lab/common/free-port.ts';
import { PrometheusApi } from '../../lab/common/prometheus-api.ts';
import { eventually } from '../../lab/common/waiting.ts';
import { jobsOf } from '../helpers/kubernetes/operator-jobs.ts';
import { type Ports, presetDiscovery, presetPods, presetTargets } from '../helpers/kubernetes/preset-pods.ts';
import { Processes } from '../helpers/processes.ts';
import { describeWith } from '../helpers/tools.ts';

const VLLM = 'vllm:num_requests_running{engine="0",model_name="m"} 3\n';
/** Ray's agent exports counters twice, and metrics of its own (vllm `v1/metrics/ray_wrappers.py`, ray `metrics_agent.py`). */
const RAY = `ray_vllm_num_requests_running{engine="0",model_name="m",ReplicaId="r",WorkerId="w"} 3
ray_vllm_prompt_tokens_total{engine="0",model_name="m",ReplicaId="r",WorkerId="w"} 5
ray_node_cpu_count{NodeAddress="10.0.0.1"} 8
`;

describeWith(['prometheus'], 'presets in a real Prometheus', () => {
  const processes = new Processes();
  const folder = mkdtempSync(join(tmpdir(), 'llm-monitoring-presets-'));
  const servers: Server[] = [];
  let api: PrometheusApi;
  let expected: ReturnType<typeof presetTargets>;

  /** Port of a server with this text. */
  async function serve(text: string): Promise<number> {
    const server = createServer((_, response) => response.end(text)).listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  beforeAll(async () => {
    const ports: Ports = {
      vllm: await serve(VLLM),
      secondVllm: await serve(VLLM),
      ray: await serve(RAY),
    };
    expected = presetTargets(ports);
    const settings = parseSettings({
      backend: 'kubernetes',
      kubernetes: { context: 'test', discovery: presetDiscovery(ports) },
    });
    const port = await freePort();
    const scrape_configs = vllmMonitors(settings).flatMap((monitor) => jobsOf(monitor, presetPods(ports)));
    writeFileSync(join(folder, 'prometheus.yml'), stringify({ scrape_configs }));
    processes.start('prometheus', [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ]);
    api = new PrometheusApi(`http://127.0.0.1:${port}`);
    await eventually(60, async () => expect(await api.query('up == 1')).toHaveLength(8));
  }, 120_000);

  afterAll(async () => {
    await processes.stop();
    servers.forEach((server) => server.close());
    rmSync(folder, { recursive: true, force: true });
  });

  it('find each server once, whatever its containers and ports, and nothing that is none', async () => {
    const up = await api.query('up');
    const found = up.map(({ metric, value }) => [
      metric['job'],
      metric['instance'],
      metric['endpoint'],
      value[1],
    ]);
    const all = Object.entries(expected).flatMap(([job, places]) =>
      places.map(([pod, endpoint]) => [job, pod, endpoint, '1']),
    );
    const sorted = (rows: unknown[][]) => rows.map((row) => JSON.stringify(row)).sort();
    expect(sorted(found)).toEqual(sorted(all));
  });

  it('give every job series of vLLM under its names', async () => {
    const running = await api.query('vllm:num_requests_running');
    expect([...new Set(running.map(({ metric }) => metric['job']))].sort()).toEqual(
      Object.keys(expected).sort(),
    );
    expect(await api.query('vllm:prompt_tokens_total{job="ray"}')).toHaveLength(1);
    expect(await api.query('{__name__=~"ray_.+"}')).toEqual([]);
  });
});
