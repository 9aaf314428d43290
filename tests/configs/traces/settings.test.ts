import { describe, expect, it, test } from 'vitest';
import { bundle } from '../../../configs/bundle/index.ts';
import { parseSettings } from '../../../configs/index.ts';

type Raw = Record<string, unknown>;

describe('bad settings', () => {
  test.each<[string, Raw, Raw, RegExp]>([
    ['a share above 1', { sampling: { share: 10 } }, {}, /traces\.sampling\.share.*from 0 to 1/],
    ['a duration without unit', { retention: '3' }, {}, /traces\.retention.*duration/],
    ['lookahead', { dropAttributes: ['a(?=b)'] }, {}, /traces\.dropAttributes\[0\]/],
    ['a queue below a batch', { limits: { queuedSpans: 10 } }, {}, /queuedSpans.*at least 2048/],
    ['an external store without OTLP', { existing: { url: 'http://tempo:3200' } }, {}, /existing\.otlpUrl/],
    ['a taken port', { grpcPort: 3000 }, {}, /traces\.grpcPort: found 3000, the port of grafana/],
    ['one port twice', { httpPort: 4317 }, {}, /traces\.httpPort: found 4317, the port of traces\.grpcPort/],
    [
      'a target named like Tempo',
      {},
      { targets: [{ name: 'tempo', kind: 'prometheus', endpoints: ['tempo:3200'] }] },
      /targets\[0\]\.name: found "tempo", a job of the stack itself/,
    ],
    ['an unknown key', { retension: '3d' }, {}, /did you mean "retention"/],
  ])('%s is one error', (_, traces, others, message) => {
    const parse = () => parseSettings({ traces: { enabled: true, ...traces }, ...others });
    expect(parse).toThrow(message);
  });

  it('does not reserve names while traces are disabled', () => {
    const targets = [{ name: 'tempo', kind: 'prometheus', endpoints: ['tempo:3200'] }];
    expect(parseSettings({ targets }).targets[0]?.name).toBe('tempo');
    expect(parseSettings({ traces: { httpPort: 3000 } }).traces.httpPort).toBe(3000);
  });
});

describe('disabled traces', () => {
  const STORES = {
    docker: {},
    kubernetes: { backend: 'kubernetes', kubernetes: { size: 'staging' } },
  } satisfies Record<string, Raw>;

  test.each(Object.entries(STORES))('leave nothing in any file on %s', (_, raw) => {
    const off = bundle(
      parseSettings({ ...raw, traces: { enabled: false, retention: '9d', grpcPort: 9999 } }),
    );
    expect(off).toEqual(bundle(parseSettings(raw)));
    const found = off.filter(({ path, text }) => /tempo(?!rar)|otlp|otelcol|4317|traces_/i.test(path + text));
    expect(found.map(({ path }) => path)).toEqual([]);
    const on = bundle(parseSettings({ ...raw, traces: { enabled: true } }));
    expect(on.some(({ text }) => /tempo/.test(text))).toBe(true);
  });
});
