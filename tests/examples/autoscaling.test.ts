import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { capacityRecordingGroups, signalSeries } from '../../configs/capacity/index.ts';
import { parseSettings } from '../../configs/index.ts';
import { recordedNames } from '../../configs/recording/index.ts';
import { ROOT } from '../docs/markdown.ts';
import { syntaxErrors } from '../configs/promql/parse.ts';
import { adapterQuery, EXAMPLES, exampleOf, SCALED_OBJECTS, triggersOf, type Hpa } from './autoscaling.ts';

const signals: readonly string[] = Object.values(signalSeries);
const namesIn = (text: string) => [...text.matchAll(/job_model:[a-z0-9_]+:[a-z0-9]+/g)].map(([name]) => name);

describe('the signals for autoscalers', () => {
  it('are the names that scalers hold: a change breaks them', () => {
    expect(signalSeries).toEqual({
      replicas: 'job_model:vllm_replicas:count',
      waiting: 'job_model:vllm_waiting_per_replica:ratio',
      kvUsage: 'job_model:vllm_kv_cache_usage_perc:avg',
      concurrency: 'job_model:vllm_concurrency:ratio',
      goodputLower: 'job_model:vllm_goodput_lower:rate5m',
      goodputUpper: 'job_model:vllm_goodput_upper:rate5m',
    });
  });

  it('are recorded', () => {
    const settings = parseSettings({ models: [{ name: 'small', engine: { maxNumSeqs: 256 } }] });
    const recorded = [
      ...recordedNames(settings),
      ...capacityRecordingGroups(settings).flatMap(({ rules }) => rules.map(({ record }) => record)),
    ];
    expect(recorded).toEqual(expect.arrayContaining(signals as string[]));
  });

  it('are documented, all of them and nothing else', () => {
    const documented = new Set(namesIn(readFileSync(join(ROOT, 'docs/autoscaling.md'), 'utf8')));
    expect([...documented].sort()).toEqual([...signals].sort());
  });
});

describe('the examples', () => {
  it('name no other series', () => {
    for (const file of readdirSync(EXAMPLES)) {
      const text = readFileSync(join(EXAMPLES, file), 'utf8');
      for (const name of namesIn(text)) expect(signals, file).toContain(name);
    }
  });

  it.each(SCALED_OBJECTS)('%s has queries that return one value', (file) => {
    for (const { query, threshold } of triggersOf(file)) {
      expect(syntaxErrors(query)).toEqual([]);
      expect(query).toMatch(/^(max|sum)\(/);
      expect(Number(threshold)).toBeGreaterThan(0);
    }
  });

  it('have selectors that Kubernetes takes, of metrics that the adapter serves', () => {
    for (const { external } of exampleOf<Hpa>('hpa.yaml').spec.metrics) {
      const { name, selector } = external.metric;
      expect(syntaxErrors(adapterQuery(name, selector.matchLabels))).toEqual([]);
      for (const value of Object.values(selector.matchLabels))
        expect(value).toMatch(/^[A-Za-z0-9][\w.-]{0,62}$/);
    }
  });
});
