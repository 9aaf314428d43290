import { describe, expect, it } from 'vitest';
import { serviceOf, text } from './stack.ts';

/** Components in the order in which spans pass them, from the receiver on. */
function flow(config: string): string[] {
  const next = new Map(
    [...config.matchAll(/^(otelcol\.\S+) "traces" \{([\s\S]*?)^\}/gm)].map(([, name, body]) => [
      name!,
      /traces = \[(otelcol\.\w+\.\w+)\.traces\.input\]/.exec(body!)?.[1],
    ]),
  );
  const passed: string[] = [];
  for (let at: string | undefined = 'otelcol.receiver.otlp'; at !== undefined; at = next.get(at)) {
    expect(next.has(at), at).toBe(true);
    passed.push(at.replace('otelcol.', ''));
  }
  return passed;
}

describe('the flow of spans', () => {
  it('limits, selects, cleans, batches and sends', () => {
    expect(flow(text())).toEqual([
      'receiver.otlp',
      'processor.memory_limiter',
      'processor.tail_sampling',
      'processor.transform',
      'processor.batch',
      'exporter.otlphttp',
    ]);
  });

  it('makes no decision if everything is kept, and cleans nothing if all is allowed', () => {
    const plain = { sampling: { share: 1 }, redact: false, dropPrompts: false };
    expect(flow(text(plain))).toEqual([
      'receiver.otlp',
      'processor.memory_limiter',
      'processor.batch',
      'exporter.otlphttp',
    ]);
    expect(flow(text({ ...plain, dropAttributes: ['enduser.id'] }))).toContain('processor.transform');
  });

  it('never blocks senders and holds a bounded number of spans, less than its memory', () => {
    const config = text({ limits: { queuedSpans: 4096 } }, { logs: { memory: '1GiB' } });
    expect(config).toMatch(/block_on_overflow = false/);
    expect(config).toMatch(/queue_size\s+= 4096\n/);
    const [limit, spike] = [/\tlimit\s+= "(\d+)MiB"/, /spike_limit\s+= "(\d+)MiB"/].map((pattern) =>
      Number(pattern.exec(config)![1]),
    );
    expect(limit! + spike!).toBeLessThan(1024);
  });

  it('keeps errors, slow traces and starts of vLLM, and the configured share of the rest', () => {
    const config = text({ sampling: { share: 0.25, slowerThan: '1m30s' } });
    expect(config).toContain('threshold_ms = 90000');
    expect(config).toContain('sampling_percentage = 25');
    expect([...config.matchAll(/type = "(\w+)"/g)].map(([, type]) => type)).toEqual([
      'status_code',
      'latency',
      'string_attribute',
      'probabilistic',
    ]);
  });
});

describe('the collector on Docker', () => {
  it('publishes both OTLP ports', () => {
    expect(serviceOf('alloy', { grpcPort: 14317, httpPort: 14318 })?.ports).toEqual([
      { key: 'traces.grpcPort', host: 14317, container: 4317 },
      { key: 'traces.httpPort', host: 14318, container: 4318 },
    ]);
  });

  it('runs for traces alone, without access to Docker or Loki', () => {
    const alone = serviceOf('alloy', {}, { logs: { enabled: false } });
    expect(alone?.networks).toEqual(['stack']);
    expect(alone?.after).toEqual([]);
    expect(text({}, { logs: { enabled: false } })).not.toMatch(/loki|discovery/);
    expect(serviceOf('socket-proxy', {}, { logs: { enabled: false } })).toBeUndefined();
  });
});
