import { describe, expect, it } from 'vitest';
import { collect, corpus } from './corpus.ts';

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
      count(lines, (line) => / WARNING \d\d-\d\d |^\[W\d{4} /.test(line)),
    );
    // torch and the interpreter write what has no level.
    for (const { line, metadata } of entries) {
      if (/^(\(.* pid=\d+\) )?(INFO|WARNING)|^\[W/.test(line))
        expect(metadata['level'], line).toMatch(/^(info|warn)$/);
      else expect(line).toMatch(/^(Triton|\/opt)/);
    }
    const engine = entries.find(({ line }) => line.includes('Initializing a V1 LLM engine'));
    expect(engine?.metadata).toMatchObject({ process: 'EngineCore', module: 'core.py', level: 'info' });
  });
});
