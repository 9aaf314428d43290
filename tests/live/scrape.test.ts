import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseSettings } from '../../configs/index.ts';
import { prometheusFiles } from '../../configs/prometheus/config.ts';
import { fileText } from '../../configs/text/config-file.ts';
import { freePort } from '../../lab/common/free-port.ts';
import { PrometheusApi } from '../../lab/common/prometheus-api.ts';
import { eventually } from '../../lab/common/waiting.ts';
import { Processes } from '../helpers/processes.ts';
import { describeWith } from '../helpers/tools.ts';

/** More adapters than fit into a label. */
const ADAPTERS = Array.from({ length: 500 }, (_, index) => `adapter-${index}`).join(',');
const METRICS = `# TYPE vllm:num_requests_running gauge
vllm:num_requests_running{engine="0",model_name="m"} 3
# TYPE vllm:lora_requests_info gauge
vllm:lora_requests_info{max_lora="4",running_lora_adapters="a",waiting_lora_adapters=""} 1
vllm:lora_requests_info{max_lora="4",running_lora_adapters="a",waiting_lora_adapters="${ADAPTERS}"} 2
`;
const HTTP = `http_requests_total{code="500",handler="/x"} 1
http_requests_total{status="2xx",code="200",handler="/x"} 2
http_requests_total{response_code="503",handler="/y"} 3
`;

describeWith(['prometheus'], 'the scrape configuration in a real Prometheus', () => {
  const processes = new Processes();
  const folder = mkdtempSync(join(tmpdir(), 'llm-monitoring-scrape-'));
  const asked: string[] = [];
  let server: Server;
  let api: PrometheusApi;

  beforeAll(async () => {
    // No Content-Type at all, as of a server that nobody told about it.
    server = createServer((request, response) => {
      asked.push(request.url!);
      response.end(request.url!.startsWith('/http') ? HTTP : METRICS);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const endpoints = [`metrics.internal:${(server.address() as AddressInfo).port}`];
    const settings = parseSettings({
      prometheus: { scrapeInterval: '1s', scrapeTimeout: '1s' },
      targets: [
        { name: 'vllm', endpoints, params: { format: 'prometheus' } },
        { name: 'backend', kind: 'http', path: '/http', endpoints, statusLabel: 'response_code' },
      ],
    });
    const port = await freePort();
    for (const file of prometheusFiles(settings)) {
      mkdirSync(dirname(join(folder, file.path)), { recursive: true });
      writeFileSync(join(folder, file.path), fileText(file).replaceAll('metrics.internal', '127.0.0.1'));
    }
    processes.start('prometheus', [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ]);
    api = new PrometheusApi(`http://127.0.0.1:${port}`);
    await eventually(60, async () => expect(await api.query('up{job=~"vllm|backend"}')).toHaveLength(2));
  });

  afterAll(async () => {
    await processes.stop();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('reads a response without a Content-Type, and loses one overlong series but no target', async () => {
    const up = await api.query('up{job=~"vllm|backend"}');
    expect(up.map(({ value }) => value[1])).toEqual(['1', '1']);
    expect(await api.query('vllm:num_requests_running{job="vllm"}')).toHaveLength(1);
    const lora = await api.query('vllm:lora_requests_info{job="vllm"}');
    expect(lora.map(({ metric }) => metric['waiting_lora_adapters'] ?? '')).toEqual(['']);
  });

  it('sends the query of the URL as it is written', () => {
    expect(asked).toContain('/metrics?format=prometheus');
  });

  it('finds the status under its usual names and the one configured', async () => {
    const series = await api.query('http_requests_total{job="backend"}');
    expect(series.map(({ metric }) => metric['status']).sort()).toEqual(['2xx', '500', '503']);
  });
});
