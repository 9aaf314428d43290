import { describe, expect, it } from 'vitest';
import { rawFromPulumi } from '../../../configs/load.ts';
import { rawFromStackFile } from '../../../configs/index.ts';

describe('a stack file', () => {
  it('means the same before and after Pulumi has saved it', () => {
    const written = 'config:\n  llm-monitoring:demo: true\n  llm-monitoring:name: a\n';
    const saved = 'config:\n  llm-monitoring:demo: "true"\n  llm-monitoring:name: a\nencryptionsalt: v1:x\n';
    expect(rawFromStackFile(saved)).toEqual({ demo: true, name: 'a' });
    expect(rawFromStackFile(written)).toEqual(rawFromStackFile(saved));
  });

  it('keeps a boolean inside a map, which Pulumi hands over and saves as it is', () => {
    const text = 'config:\n  llm-monitoring:demo: { incident: false }\n';
    expect(rawFromStackFile(text)).toEqual({ demo: { incident: false } });
    expect(rawFromPulumi({ 'llm-monitoring:demo': '{"incident":false}' })).toEqual(rawFromStackFile(text));
  });

  it('means what the engine hands over', () => {
    const text = 'config:\n  llm-monitoring:demo: true\n  llm-monitoring:grafana: { port: 3001 }\n';
    const handed = {
      'llm-monitoring:demo': 'true',
      'llm-monitoring:grafana': '{"port":3001}',
      'other:key': 'x',
    };
    expect(rawFromStackFile(text)).toEqual(rawFromPulumi(handed));
  });

  it('puts a placeholder in place of what is encrypted, at any depth', () => {
    const text = [
      'config:',
      '  llm-monitoring:grafana: { adminPassword: { secure: AAA } }',
      '  llm-monitoring:targets: [{ auth: { bearer: { secure: BBB } } }]',
    ].join('\n');
    expect(rawFromStackFile(text)).toEqual({
      grafana: { adminPassword: 'REPLACE_ME' },
      targets: [{ auth: { bearer: 'REPLACE_ME' } }],
    });
  });
});
