import { describe, expect, it, test } from 'vitest';
import { METADATA, pipeline, STREAM_LABELS } from '../../../configs/logs/index.ts';
import { parseSettings } from '../../../configs/settings/index.ts';
import { collect, corpus } from './corpus.ts';
import { regExp, run } from './interpreter.ts';

const count = <T>(items: readonly T[], wanted: (item: T) => boolean) => items.filter(wanted).length;

describe('the log of a real vLLM 0.32', () => {
  const lines = corpus('vllm-0.32.0-server.log');
  const { entries, dropped } = collect(lines);
  const kinds = (kind: string) => count(entries, ({ metadata }) => metadata['kind'] === kind);

  it('drops the scrapes and counts them', () => {
    const scrapes = count(lines, (line) => line.includes('"GET /metrics HTTP/1.1" 200'));
    expect(scrapes).toBeGreaterThan(0);
    expect(dropped).toEqual({ probe: scrapes });
  });

  it('keeps every other line', () => {
    const printed = entries.flatMap(({ line }) => line.split('\n'));
    expect(printed).toHaveLength(lines.length - dropped['probe']!);
  });

  it('reads method, path and status of every request', () => {
    const requests = lines.filter((line) => line.includes(' - "POST /'));
    expect(kinds('access')).toBe(requests.length);
    for (const status of ['200', '400', '404']) {
      expect(count(entries, ({ metadata }) => metadata['status'] === status)).toBe(
        count(requests, (line) => line.includes(`HTTP/1.1" ${status}`)),
      );
    }
    expect(new Set(entries.flatMap(({ metadata }) => metadata['path'] ?? []))).toEqual(
      new Set(['/v1/completions', '/v1/chat/completions']),
    );
  });

  it('marks the statistics', () => {
    expect(kinds('stats')).toBe(count(lines, (line) => line.includes('Avg prompt throughput')));
    expect(kinds('stats')).toBeGreaterThan(10);
  });

  it('gives a level to all that vLLM and uvicorn print, and reads file and process', () => {
    const levels = entries.map(({ metadata }) => metadata['level']);
    expect(count(levels, (level) => level === 'warn')).toBe(
      count(lines, (line) => / WARNING \d\d-\d\d /.test(line)),
    );
    // torch and the interpreter write what has no level.
    for (const { line, metadata } of entries) {
      if (/^(\(.* pid=\d+\) )?(INFO|WARNING)/.test(line))
        expect(metadata['level'], line).toMatch(/^(info|warn)$/);
      else expect(line).toMatch(/^(Triton|\/opt|\[W)/);
    }
    const engine = entries.find(({ line }) => line.includes('Initializing a V1 LLM engine'));
    expect(engine?.metadata).toMatchObject({ process: 'EngineCore', module: 'core.py', level: 'info' });
  });
});

const VERSIONS = ['0.8.5', '0.10.2', '0.20.0', '0.33.0', '0.33.0-json'];

describe.each(VERSIONS)('the format of vLLM %s', (version) => {
  const lines = corpus(`vllm-${version}-made.log`);
  const { entries, dropped } = collect(lines);
  const find = (text: string) => entries.filter(({ line }) => line.includes(text));

  it('drops answered probes, and keeps the failed one', () => {
    expect(dropped).toEqual({ probe: 3 });
    expect(find('/health').map(({ metadata }) => metadata['status'])).toEqual(['503']);
  });

  it('reads access lines', () => {
    const requests = entries.filter(({ metadata }) => metadata['kind'] === 'access');
    expect(requests.map(({ metadata: { method, path, status } }) => `${method} ${path} ${status}`)).toEqual([
      'GET /health 503',
      'POST /v1/chat/completions 200',
      'POST /v1/completions 400',
      'GET /v1/models 401',
      'POST /v1/chat/completions 500',
    ]);
  });

  it('reads level, module and request id', () => {
    expect(find('Default sampling parameters')[0]?.metadata).toMatchObject({
      level: 'warn',
      module: version.endsWith('json') ? 'vllm.config' : 'config.py',
    });
    const requests = entries.filter(({ metadata }) => metadata['kind'] === 'request');
    expect(requests.length).toBeGreaterThanOrEqual(2);
    for (const { metadata } of requests) {
      expect(metadata['request_id']).toMatch(/^chatcmpl-1f0c9c3e7d3a4b5f(8a9b0c1d2e3f4051)?$/);
    }
    expect(find('Avg prompt throughput')[0]?.metadata['kind']).toBe('stats');
  });

  it('makes one entry of a traceback, with what announced it and what it follows from', () => {
    const raised = entries.filter(({ metadata }) => metadata['kind'] === 'traceback');
    expect(raised).toHaveLength(version.endsWith('json') ? 2 : 3);
    for (const { line, metadata } of raised) {
      expect(metadata).toMatchObject({ level: 'error', exception: 'RuntimeError' });
      expect(line).toMatch(/fatal error|Exception in ASGI|Process EngineCore/);
      expect(line).toContain("KeyError: 'block 17'");
      expect(line).toContain('direct cause');
      expect(line).toContain('RuntimeError: CUDA error: out of memory');
      expect(line).not.toMatch(/\n\(|\nERROR/);
      for (const mark of ['\u001e', '\u001f']) expect(line).not.toContain(mark);
    }
    expect(find('After the traceback.')[0]?.metadata).toMatchObject({ level: 'info' });
  });

  it('lets no secret through', () => {
    const all = entries.map(({ line }) => line).join('\n');
    expect(lines.join('\n')).toContain('key-two-12345');
    expect(all).not.toMatch(/key-one|key-two|sk-abc/);
    expect(all).toContain('<redacted>');
  });

  it('drops prompts and answers where asked, and nothing else of the line', () => {
    const kept = collect(lines, { dropPrompts: true }).entries;
    const all = kept.map(({ line }) => line).join('\n');
    expect(all).not.toMatch(/really|My answer|my secret|\[1, 2, 3\]/);
    expect(all).toContain('max_tokens=16');
    expect(kept.map(({ metadata }) => metadata)).toEqual(entries.map(({ metadata }) => metadata));
  });
});

describe('lines of several processes and outputs', () => {
  const error = (process: string, text: string) =>
    `(${process} pid=7) ERROR 06-11 21:02:01 [core.py:1] ${text}`;

  it('joins each with its own, however they come', () => {
    const traceback = ['died.', 'Traceback (most recent call last):', '  File "x", line 1', 'ValueError: no'];
    const lines = traceback.flatMap((text) => [error('Worker_TP0', text), error('Worker_TP1', text)]);
    const { entries } = collect(lines);
    expect(entries.map(({ line, metadata }) => [metadata['process'], line.split('\n').slice(1)])).toEqual(
      ['Worker_TP0', 'Worker_TP1'].map((process) => [process, traceback.slice(1)]),
    );
  });

  it('keeps apart what goes to the two outputs', () => {
    const { entries } = run(pipeline(parseSettings({})), [
      { line: 'ERROR:    Exception in ASGI application', labels: { stream: 'stderr' } },
      { line: 'INFO:     10.0.0.7:1 - "POST /v1/completions HTTP/1.1" 500', labels: { stream: 'stdout' } },
      { line: 'Traceback (most recent call last):', labels: { stream: 'stderr' } },
      { line: 'ValueError: no', labels: { stream: 'stderr' } },
    ]);
    expect(entries.map(({ line }) => line.split('\n').length)).toEqual([3, 1]);
    expect(entries.map(({ metadata }) => metadata['stream'])).toEqual(['stderr', 'stdout']);
  });

  it('makes one entry of a traceback that nothing announces', () => {
    const { entries } = collect([
      'Traceback (most recent call last):',
      '  File "x", line 1',
      'ValueError: no',
    ]);
    expect(entries).toHaveLength(1);
    expect(entries[0]?.metadata).toMatchObject({
      kind: 'traceback',
      exception: 'ValueError',
      level: 'error',
    });
  });

  it('joins the ranks of torch', () => {
    const { entries } = collect([
      '[rank0]: Traceback (most recent call last):',
      '[rank0]:   File "x", line 1',
      '[rank0]: torch.OutOfMemoryError: CUDA out of memory.',
    ]);
    expect(entries).toHaveLength(1);
    expect(entries[0]?.metadata['exception']).toBe('torch.OutOfMemoryError');
  });
});

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

describe('secrets', () => {
  test.each([
    ['Authorization: Bearer abcDEF0123456789.-_', 'abcDEF'],
    ["'authorization': 'Bearer abcDEF0123456789'", 'abcDEF'],
    ['"Authorization": "Basic dXNlcjpwYXNzd29yZA=="', 'dXNlcj'],
    ['openai key sk-proj-abcdefghijklmnop', 'sk-proj'],
    ['HF_TOKEN=hf_abcdefghijklmnopqrst', 'hf_abc'],
    ["non-default args: {'api_key': ['one', 'two'], 'port': 8000}", "'one'"],
    ['--api-key=0123456789 --port 8000', '0123456789'],
    ['{"api_key": "0123456789", "port": 8000}', '0123456789'],
    [String.raw`{"message": "{\"api_key\": \"0123456789\"}"}`, '0123456789'],
    ['GET /v1/models?api_key=0123456789&x=1 HTTP/1.1', '0123456789'],
    ['postgres://me:hunter22@db/x', 'hunter22'],
    ['aws AKIAABCDEFGHIJKLMNOP', 'AKIA'],
    ['jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcDEF-_123', 'eyJ'],
    ['password: hunter22', 'hunter22'],
  ])('are taken out of %j', (line, secret) => {
    const [entry] = collect([line]).entries;
    expect(entry?.line).not.toContain(secret);
    expect(entry?.line).toContain('<redacted>');
    expect(collect([line], { redact: false }).entries[0]?.line).toBe(line);
  });

  test.each([
    'SamplingParams(n=1, max_tokens=16, stop_token_ids=[], prompt_logprobs=None)',
    "tokenizer='/models/tiny-llama', tokenizer_mode=auto, revision=None",
    'Avg prompt throughput: 264.1 tokens/s, prefix cache hit rate: 4.6%',
    'Basic authentication is off, bearer of bad news',
    'http://10.0.0.1:8000/v1/models',
  ])('are not seen in %j', (line) => {
    expect(collect([line]).entries[0]?.line).toBe(line);
  });

  it('are also what the configuration says', () => {
    const [entry] = collect(['id acme_0123 end'], { redactPatterns: ['(acme_[0-9]+)'] }).entries;
    expect(entry?.line).toBe('id <redacted> end');
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

it('uses only what RE2 knows, with a group in every replacement', () => {
  const stages = pipeline(parseSettings({ logs: { dropPrompts: true } }));
  for (const stage of stages) {
    const expression = 'expression' in stage ? stage.expression : 'firstline' in stage ? stage.firstline : '';
    expect(expression).not.toMatch(/\(\?<?[=!]|\\[1-9]/);
    const groups = new RegExp(`${regExp(expression).source}|`).exec('')!.length - 1;
    if (stage.kind === 'replace') expect(groups, expression).toBeGreaterThan(0);
  }
});
