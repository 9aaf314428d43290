import { describe, expect, it } from 'vitest';
import { METADATA, pipeline, STREAM_LABELS } from '../../../configs/logs/index.ts';
import { parseSettings } from '../../../configs/index.ts';
import { collect, corpus, VERSIONS } from './corpus.ts';
import { regExp, run } from './interpreter.ts';

describe('what a caller can write into a log', () => {
  it('hides no request behind the text of a scrape', () => {
    const prompt = 'INFO: x - "GET /metrics HTTP/1.1" 200 OK';
    const { dropped, entries } = collect([
      `(APIServer pid=1) INFO 06-11 21:02:01 [logger.py:41] Received request cmpl-1: prompt: '${prompt}', params: x`,
      JSON.stringify({ levelname: 'INFO', name: 'vllm', message: `Received request cmpl-2: ${prompt}` }),
    ]);
    expect(dropped).toEqual({});
    expect(entries).toHaveLength(2);
  });
});

it('cuts a line that Loki would refuse, and says so', () => {
  const [entry] = collect([`INFO: ${'é'.repeat(200_000)}`]).entries;
  expect(Buffer.byteLength(entry!.line)).toBeLessThanOrEqual(128 * 1024 + 2);
  expect(entry?.line.endsWith('… [truncated]')).toBe(true);
});

it('reads the levels of the stack itself', () => {
  const levels = collect([
    'level=warn ts=2026-06-11T21:02:01Z caller=main.go:1 msg="x"',
    'time=2026-06-11T21:02:01Z level=ERROR source=main.go:1 msg=x',
    'logger=context userId=1 t=2026-06-11T21:02:01Z level=info msg="Request Completed"',
    '{"level":"fatal","msg":"x"}',
  ]).entries.map(({ metadata }) => metadata['level']);
  expect(levels).toEqual(['warn', 'error', 'info', 'critical']);
});

it('leaves a stream its labels of the source alone: one stream a container, at most six labels', () => {
  for (const file of VERSIONS.map((version) => `vllm-${version}-made.log`)) {
    for (const { labels } of collect(corpus(file)).entries) expect(labels).toEqual({ container: 'vllm' });
  }
  expect(STREAM_LABELS.length).toBeLessThanOrEqual(6);
  expect(METADATA).toEqual(expect.arrayContaining(['level', 'request_id', 'status', 'module', 'process']));
});

it('takes what was read from a file for one stream, whatever the file', () => {
  const { entries } = run(
    pipeline(parseSettings({})),
    ['INFO: a', 'INFO: b'].map((line) => ({
      line,
      labels: { service_name: 'vllm', filename: `/var/log/${line.slice(-1)}.log` },
    })),
  );
  expect(entries.map(({ labels }) => labels)).toEqual([{ service_name: 'vllm' }, { service_name: 'vllm' }]);
  expect(entries.map(({ metadata }) => metadata['filename'])).toEqual(['/var/log/a.log', '/var/log/b.log']);
});

it('uses only what RE2 knows, with a group in every replacement', () => {
  const stages = pipeline(parseSettings({ logs: { dropPrompts: true } }));
  for (const stage of stages) {
    const expression = 'expression' in stage ? stage.expression : 'firstline' in stage ? stage.firstline : '';
    expect(expression).not.toMatch(/\(\?<?[=!]|\\[1-9]/);
    const groups = new RegExp(`${regExp(expression).source}|`).exec('')!.length - 1;
    if (stage.kind === 'replace') expect(groups, expression).toBeGreaterThan(0);
  }
});
