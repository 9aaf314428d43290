import { describe, expect, it, test } from 'vitest';
import { parseSettings } from '../../../configs/index.ts';
import { dataSources } from '../../../configs/grafana/data-sources.ts';

const target = (more: Readonly<Record<string, unknown>>) => ({
  targets: [{ name: 'vllm-api', endpoints: ['vllm:8000'], ...more }],
});

describe('a target', () => {
  test.each([
    [
      { labels: { instance: 'a' } },
      'labels.instance: found "instance", expected no label "instance", which tells',
    ],
    [
      { labels: { job: 'a' } },
      'labels.job: found "job", expected no label "job", which is the name of the target ("vllm-api")',
    ],
    [
      { labels: { model_name: 'a' } },
      'labels.model_name: found "model_name", expected a label that the metrics of kind vllm',
    ],
    [{ labels: { engine: '1' } }, 'labels.engine: found "engine"'],
    [{ labels: { le: '1' } }, 'labels.le: found "le"'],
    [
      { labels: { __address__: 'a' } },
      'labels.__address__: found "__address__", expected a label that does not begin with "__"',
    ],
    [
      { kind: 'http', labels: { handler: 'a' } },
      'labels.handler: found "handler", expected a label that the metrics of kind http',
    ],
    [
      { path: '/metrics?format=prometheus' },
      'path: found "/metrics?format=prometheus", expected a path that begins with "/", without a query',
    ],
    [{ path: '/metrics#x' }, 'path: found "/metrics#x"'],
    [
      { endpoints: ['localhost:8000'] },
      'endpoints[0]: found "localhost:8000", expected a host that the container of Prometheus reaches; this machine is host.docker.internal there. Example: "host.docker.internal:8000"',
    ],
    [{ endpoints: ['a:1', '127.0.0.1:9000'] }, 'endpoints[1]: found "127.0.0.1:9000"'],
    [{ endpoints: ['[::1]:9000'] }, 'endpoints[0]: found "[::1]:9000"'],
    [{ endpoints: ['0.0.0.0:9000'] }, 'endpoints[0]: found "0.0.0.0:9000"'],
    [{ statusLabel: 'code' }, 'statusLabel: found "code", with kind vllm, expected nothing, or kind http'],
    [
      { fallbackScrapeProtocol: 'text' },
      'fallbackScrapeProtocol: found "text", expected one of PrometheusText0.0.4',
    ],
    [{ params: { format: [] } }, 'params.format: found []'],
  ])('with %j is one clear error', (more, message) => {
    expect(() => parseSettings(target(more))).toThrow(`llm-monitoring:targets[0].${message}`);
  });

  test.each([
    { labels: { team: 'search', cluster: 'eu-1', region: 'eu' } },
    { kind: 'prometheus', labels: { model_name: 'a' } },
    { params: { format: 'prometheus', 'match[]': ['a', 'b'] } },
    { endpoints: ['localhost.example.com:8000', '10.0.0.1:8000', '[fd00::1]:8000'] },
    { kind: 'http', statusLabel: 'response_code' },
  ])('with %j is valid', (more) => {
    expect(parseSettings(target(more)).targets).toHaveLength(1);
  });
});

it('makes the rate windows of Grafana fit the longest scrape interval', () => {
  const interval = (raw: Readonly<Record<string, unknown>>) =>
    dataSources(parseSettings(raw))[0]!.jsonData['timeInterval'];
  expect(interval({})).toBe('15s');
  expect(interval(target({ interval: '1m' }))).toBe('1m');
  expect(interval(target({ interval: '5s' }))).toBe('15s');
});
