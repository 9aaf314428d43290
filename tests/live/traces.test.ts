import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it, test } from 'vitest';
import { after } from '../../configs/kubernetes/manifests.ts';
import { alloyConfig } from '../../configs/collector/index.ts';
import { dashboards } from '../../configs/dashboards/index.ts';
import { KIND, newContext, type Span } from '../../configs/demo/driver/otlp.ts';
import { parseSettings } from '../../configs/index.ts';
import { eventually } from '../../lab/common/waiting.ts';
import { panelsOf } from '../configs/dashboards/dashboard.ts';
import { TRACE_TOOLS, TraceChain } from '../../lab/traces/trace-chain.ts';
import { onKubernetes } from '../configs/kubernetes/stacks.ts';
import { capturedSpans } from '../helpers/captured-spans.ts';
import { foreignSpan } from '../helpers/foreign-span.ts';
import { ALL_CHOSEN, interpolate } from '../helpers/panel-queries.ts';
import { describeWith } from '../helpers/tools.ts';

describeWith(['alloy'], 'Alloy itself, of traces', () => {
  test.each([
    {},
    { sampling: { share: 1 }, redact: false, dropPrompts: false },
    {
      dropAttributes: ['enduser\\..*'],
      existing: {
        otlpUrl: 'https://otlp.example.com',
        tenant: 'llm',
        auth: { basic: { username: 'u', password: 'p' } },
        tls: { ca: '-----BEGIN CERTIFICATE-----\nx', serverName: 'otlp', insecureSkipVerify: true },
      },
    },
    { existing: { otlpUrl: 'https://otlp.example.com', auth: { bearer: 'token' } } },
    { existing: { otlpUrl: 'https://otlp.example.com', tenant: 'llm', headers: { 'x-key': 'k', b: 'c' } } },
  ])('accepts the configuration of %j, and formats it identically', (traces) => {
    const file = join(mkdtempSync(join(tmpdir(), 'alloy-')), 'config.alloy');
    writeFileSync(file, alloyConfig(parseSettings({ traces: { enabled: true, ...traces } })));
    for (const args of [['validate'], ['fmt', '--test']]) {
      const { status, stdout, stderr } = spawnSync('alloy', [...args, file], { encoding: 'utf8' });
      expect(status, `${stdout}${stderr}`).toBe(0);
    }
  });
});

describeWith(['tempo'], 'Tempo itself', () => {
  const stores = {
    volume: undefined,
    s3: {
      kind: 's3',
      bucket: 'llm-traces',
      region: 'eu-central-1',
      accessKeyId: 'id',
      secretAccessKey: 'key',
    },
    'S3-compatible': { kind: 's3', bucket: 'llm-traces', endpoint: 's3.example.com:9000', insecure: true },
    gcs: { kind: 'gcs', bucket: 'llm-traces' },
    azure: { kind: 'azure', bucket: 'llm-traces', account: 'llmtraces' },
  };
  test.each(Object.entries(stores))('accepts the configuration of %s', (_, objectStore) => {
    const stack = onKubernetes({ tempo: { objectStore } }, { traces: { enabled: true } });
    const map = after(stack).find(
      ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'llm-monitoring-tempo',
    );
    const file = join(mkdtempSync(join(tmpdir(), 'tempo-')), 'tempo.yml');
    const args = [`-config.file=${file}`, '-config.verify', '-config.expand-env=true'];
    const verify = (text: string) => {
      writeFileSync(file, text);
      const env = { ...process.env, OBJECT_STORE_ACCESS_KEY_ID: 'id', OBJECT_STORE_SECRET_ACCESS_KEY: 'key' };
      return spawnSync('tempo', args, { encoding: 'utf8', env });
    };
    const text = map!.data!['tempo.yml']!;
    const { status, stdout, stderr } = verify(text);
    expect(status, `${stdout}${stderr}`).toBe(0);
    expect(verify(text.replace('backend:', 'backends:')).status).not.toBe(0);
  });
});

const backend = { 'service.name': 'backend' };
const PROMPT = 'the text of a prompt';
const SECRET = 'sk-abcdefghijklmnopqrstuvwx';

describeWith(TRACE_TOOLS, 'spans of vLLM and its caller', () => {
  let local: TraceChain;
  const now = Date.now();
  const captured = capturedSpans(now);
  /** The captured requests have a parent, which here is a call of the backend. */
  const callers = captured
    .filter(({ name }) => name === 'llm_request')
    .map(({ parent, start, end }): Span => ({
      ...parent!,
      resource: backend,
      scope: 'test',
      name: 'chat',
      kind: KIND.client,
      start: start - 1,
      end: end + 1,
      attributes: { 'gen_ai.prompt.0.content': PROMPT, 'url.full': `http://vllm/?key=${SECRET}` },
    }));
  const failed: Span = {
    ...newContext(),
    resource: backend,
    scope: 'test',
    name: 'POST /api/chat',
    kind: KIND.server,
    start: now - 10,
    end: now,
    attributes: {},
    failed: true,
  };

  beforeAll(async () => {
    local = await TraceChain.start({ sampling: { share: 1 } });
    expect(await local.send([...captured, ...callers, failed])).toBe(200);
    // Nine traces of requests, a start and the failed call.
    await eventually(60, async () => expect((await search('{}')).length).toBe(11));
    await eventually(90, async () =>
      expect(await local.prometheus.query('traces_service_graph_request_server_seconds_count')).not.toEqual(
        [],
      ),
    );
  }, 240_000);

  afterAll(() => local.stop());

  const range = () => ({
    start: String(Math.floor(now / 1000) - 900),
    end: String(Math.ceil(Date.now() / 1000)),
  });
  const search = async (q: string) =>
    (
      await local.tempo<{ traces?: { traceID: string; spanSets?: { spans: unknown[] }[] }[] }>(
        '/api/search',
        {
          q,
          limit: '200',
          ...range(),
        },
      )
    ).traces ?? [];

  const { settings } = { settings: parseSettings({ traces: { enabled: true } }) };
  const requests = dashboards(settings).find(({ uid }) => uid === 'vllm-requests')!;
  const targets = panelsOf(requests).flatMap(({ title, targets: list = [] }) =>
    list.map((target) => ({ title, ...target })),
  );
  const values = { ...ALL_CHOSEN, slow: '0', __rate_interval: '5m', __range: '15m' };

  test.each(
    targets.flatMap(({ title, refId, query }) => (query === undefined ? [] : [{ title, refId, query }])),
  )('$title $refId has data', async ({ query }) => {
    const q = interpolate(query, values);
    if (/\|\s*(avg|max|quantile)_over_time/.test(q)) {
      const { series } = await local.tempo<{ series: { samples: unknown[] }[] }>('/api/metrics/query_range', {
        q,
        step: '5s',
        ...range(),
      });
      expect(series.flatMap(({ samples }) => samples).length, q).toBeGreaterThan(0);
    } else {
      expect((await search(q)).length, q).toBeGreaterThan(0);
    }
  });

  // Counters of spans need a second value before they have a rate.
  test.each(
    targets.flatMap(({ title, refId, expr }) => (expr === undefined ? [] : [{ title, refId, expr }])),
  )('$title $refId reads series that exist', async ({ expr }) => {
    const names = [...interpolate(expr, values).matchAll(/\b(traces_\w+)\{([^}]*)\}/g)];
    expect(names.length, expr).toBeGreaterThan(0);
    for (const [selector] of names) {
      expect((await local.prometheus.query(selector!)).length, selector).toBeGreaterThan(0);
    }
  });

  it('carry the name of the service as job, and exemplars that lead to stored traces', async () => {
    const series = await local.prometheus.query('traces_spanmetrics_calls_total{span_name="llm_request"}');
    expect(series.map(({ metric }) => metric['job'])).toEqual(['vllm']);
    const [call] = await local.prometheus.query('traces_service_graph_request_total{client="backend"}');
    expect(call?.metric).toMatchObject({ client: 'backend', server: 'vllm', job: 'vllm' });
  });

  it('are stored without prompts and secrets', async () => {
    const [trace] = await search('{ resource.service.name = "backend" && name = "chat" }');
    const text = JSON.stringify(await local.tempo(`/api/v2/traces/${trace!.traceID}`));
    expect(text).toContain('gen_ai.request.id');
    expect(text).toContain('<redacted>');
    expect(text).not.toContain(PROMPT);
    expect(text).not.toContain(SECRET);
  });

  it('are cleaned in every place where OTLP has attributes, however deep and compressed', async () => {
    const { traceId, spanId } = newContext();
    const body = foreignSpan({ traceId, spanId, prompt: PROMPT, secret: SECRET });
    const response = await fetch(local.otlpUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: gzipSync(JSON.stringify(body)),
    });
    expect(response.status).toBe(200);
    const stored = await eventually(60, async () => {
      const answer = JSON.stringify(await local.tempo(`/api/v2/traces/${traceId}`));
      expect(answer).toContain('foreign');
      return answer;
    });
    for (const secret of [
      PROMPT,
      SECRET,
      'plain-password',
      'correct-horse',
      'battery-staple',
      'abcdefgh12345678',
      'dXNlcjpwYXNz',
    ])
      expect(stored).not.toContain(secret);
    for (const kept of ['llm.token_count.prompt', 'llm.cost.prompt', 'finish_reasons', 'denied', 'kept'])
      expect(stored).toContain(kept);
  }, 90_000);

  it('wait while Tempo is down, and arrive once it is back', async () => {
    const flood = Array.from({ length: 500 }, () => ({ ...failed, ...newContext(), name: 'flood' }));
    const sent = await local.collected('otelcol_exporter_sent_spans_total');
    local.killTempo();
    expect(await local.send(flood)).toBe(200);
    await eventually(20, async () =>
      expect(await local.collected('otelcol_exporter_queue_size')).toBeGreaterThanOrEqual(500),
    );
    await local.startTempo();
    await eventually(60, async () =>
      expect(await local.collected('otelcol_exporter_sent_spans_total')).toBeGreaterThanOrEqual(sent + 500),
    );
    expect(await local.collected('otelcol_exporter_enqueue_failed_spans_total')).toBe(0);
  }, 120_000);
});
