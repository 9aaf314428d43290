import { describe, expect, it } from 'vitest';
import { collect, corpus, VERSIONS } from './corpus.ts';

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
