import { parser } from '@grafana/lezer-traceql';
import { describe, expect, it, test } from 'vitest';
import { dashboards } from '../../../configs/dashboards/index.ts';
import { dataSources } from '../../../configs/grafana/data-sources.ts';
import { parseSettings } from '../../../configs/index.ts';
import { metricOf } from '../../../configs/promql/index.ts';
import { interpolate } from '../../helpers/panel-queries.ts';
import { panelsOf, variablesOf } from '../dashboards/dashboard.ts';

type Raw = Record<string, unknown>;

const settings = (traces: Raw = {}, others: Raw = {}) =>
  parseSettings({ traces: { enabled: true, ...traces }, ...others });
const requests = (...args: Parameters<typeof settings>) =>
  dashboards(settings(...args)).find(({ uid }) => uid === 'vllm-requests');

/** Where a query fails the official grammar. */
function faultsOf(query: string): string[] {
  const faults: string[] = [];
  parser.parse(query).iterate({
    enter: ({ type, from, to }) => {
      if (type.isError) faults.push(`${query.slice(0, from)}⮕${query.slice(from, to)}`);
    },
  });
  return faults;
}

const EXTERNAL = { existing: { otlpUrl: 'http://otlp:4318', url: 'http://tempo:3200' } };
const queries = Object.entries({ managed: {}, external: EXTERNAL }).flatMap(([name, traces]) =>
  panelsOf(requests(traces)!).flatMap(({ title, targets = [] }) =>
    targets.flatMap(({ query }) => (query === undefined ? [] : [[`${name}, ${title}`, query] as const])),
  ),
);

describe('TraceQL of the dashboard', () => {
  it('is recognized as wrong by the grammar', () => {
    expect(faultsOf('{ resource.service.name =~ }')).not.toEqual([]);
    expect(faultsOf('{ name = "a" } | avg_over_time(')).not.toEqual([]);
  });

  test.each(queries)('%s is well-formed, for one service, several or all', (_, query) => {
    for (const job of ['.+', 'vllm', 'vllm|gateway']) {
      const text = interpolate(query, { job, slow: '1.25' });
      expect(faultsOf(text), text).toEqual([]);
      expect(text).toContain(`resource.service.name =~ "${job}"`);
    }
  });
});

describe('the dashboard Requests', () => {
  it('exists only if Grafana has a Tempo to query', () => {
    expect(requests()).toBeDefined();
    expect(requests({ enabled: false })).toBeUndefined();
    expect(requests({ existing: { otlpUrl: 'http://otlp:4318' } })).toBeUndefined();
    expect(requests(EXTERNAL)).toBeDefined();
  });

  it('asks Prometheus for nothing if Tempo writes no metrics to it', () => {
    const dashboard = requests(EXTERNAL)!;
    expect(variablesOf(dashboard).map(({ name }) => name)).toEqual(['tempo_datasource', 'job', 'slow']);
    for (const { datasource, title } of panelsOf(dashboard)) expect(datasource?.type, title).toBe('tempo');
  });

  it('has exemplars on the duration from metrics of spans alone', () => {
    const withExemplar = dashboards(settings()).flatMap((dashboard) =>
      panelsOf(dashboard).filter(({ targets = [] }) => targets.some((target) => 'exemplar' in target)),
    );
    expect(withExemplar.map(({ title }) => title)).toEqual(['Request duration']);
  });
});

describe('data sources', () => {
  const json = (uid: string, ...args: Parameters<typeof settings>) =>
    dataSources(settings(...args)).find((source) => source.uid === uid)?.jsonData as Raw | undefined;

  it('of Tempo leads to logs by request, to metrics by job and to the service map', () => {
    const { tracesToLogsV2, tracesToMetrics, serviceMap } = json('tempo') as {
      tracesToLogsV2: { query: string };
      tracesToMetrics: { queries: { query: string }[] };
      serviceMap: unknown;
    };
    expect(tracesToLogsV2.query).toBe(
      '{stack="llm-monitoring"} | request_id =~ "${__span.tags["gen_ai.request.id"]}(-[0-9a-f]{8})?" or trace_id = "${__trace.traceId}"',
    );
    expect(serviceMap).toEqual({ datasourceUid: 'prometheus' });
    for (const { query } of tracesToMetrics.queries) {
      expect(metricOf(/vllm:\w+/.exec(query)![0]), query).toBeDefined();
    }
  });

  it('leave out what does not exist', () => {
    expect(json('tempo', {}, { logs: { enabled: false } })).not.toHaveProperty('tracesToLogsV2');
    expect(json('tempo', EXTERNAL)).not.toHaveProperty('serviceMap');
    expect(json('prometheus', EXTERNAL)).not.toHaveProperty('exemplarTraceIdDestinations');
    expect(json('prometheus')).toHaveProperty('exemplarTraceIdDestinations');
    expect(json('tempo', { enabled: false })).toBeUndefined();
  });

  describe('of Loki find the id that the span has', () => {
    const { derivedFields } = json('loki') as { derivedFields: { name: string; matcherRegex: string }[] };
    const { matcherRegex } = derivedFields.find(({ name }) => name === 'Trace of the request')!;
    // Lines and spans of one run of vLLM 0.32.0.
    test.each([
      ['Received request cmpl-xrid-3-0-1a2b3c4d: params: …', 'cmpl-xrid-3-0'],
      ['Received request chatcmpl-xrid-11-90abcdef: params', 'chatcmpl-xrid-11'],
      ['{"message": "Added request chatcmpl-xrid-1-00000000."}', 'chatcmpl-xrid-1'],
      [
        'Finished request chatcmpl-8a6e0804b1c34e5ea2fdb0d7d2c9a7f1-deadbeef',
        'chatcmpl-8a6e0804b1c34e5ea2fdb0d7d2c9a7f1',
      ],
      ['vLLM 0.8: Received request cmpl-xrid-0', 'cmpl-xrid-0'],
    ])('%s', (line, id) => expect(new RegExp(matcherRegex).exec(line)?.[1]).toBe(id));
  });
});
