import { describe, expect, it } from 'vitest';
import { print, type Expression } from '../../../configs/promql/index.ts';
import { sloRecordingGroups } from '../../../configs/slo/index.ts';
import { parseSettings, SettingsError, type Settings } from '../../../configs/index.ts';

/** The printed expression on one line. */
const text = (expression: Expression) => print(expression).replaceAll('\n', ' ');

function exprOf(settings: Settings, record: string, slo: string): string {
  const rules = sloRecordingGroups(settings).flatMap((group) => group.rules);
  return text(rules.find((rule) => rule.record === record && rule.labels?.['slo'] === slo)!.expr);
}

function faultsOf(raw: Record<string, unknown>): string[] {
  try {
    parseSettings(raw);
  } catch (error) {
    if (error instanceof SettingsError) return error.errors.map(({ key, expected }) => `${key}: ${expected}`);
    throw error;
  }
  return [];
}

const ERRORS = 'job_model:slo_errors:rate5m';

describe('an objective', () => {
  it('counts in the bucket of its threshold', () => {
    expect(exprOf(parseSettings({}), ERRORS, 'ttft')).toBe(
      'clamp_min(sum by (cluster, namespace, job, model_name) (job_model:slo_total:rate5m{slo="ttft"}) - sum by (cluster, namespace, job, model_name) (rate(vllm:time_to_first_token_seconds_bucket{le="2.5"}[5m])), 0)',
    );
  });

  it('spells a bound as Prometheus 3 stores it', () => {
    expect(exprOf(parseSettings({ slo: { e2e: { threshold: 10 } } }), ERRORS, 'e2e')).toContain('le="10.0"');
  });

  it('of a model takes the place of the one of all', () => {
    const settings = parseSettings({
      models: [{ name: 'org/fast-1.5', slo: { ttft: { threshold: 0.5, objective: 0.999 } } }],
    });
    const errors = exprOf(settings, ERRORS, 'ttft');
    expect(errors).toContain('{model_name!="org/fast-1.5",le="2.5"}');
    expect(errors).toContain('{model_name="org/fast-1.5",le="0.5"}');
    expect(exprOf(settings, 'job_model:slo_budget:ratio', 'ttft')).toBe(
      `job_model:slo_total:increase1d{slo="ttft",model_name!="org/fast-1.5"} * 0 + 0.01 or job_model:slo_total:increase1d{slo="ttft",model_name="org/fast-1.5"} * 0 + 0.001`,
    );
    expect(exprOf(settings, ERRORS, 'e2e')).not.toContain('fast');
  });

  it('of several models is written once for those that share it', () => {
    const slo = { ttft: { threshold: 0.5 } };
    const settings = parseSettings({
      models: [
        { name: 'a.b', slo },
        { name: 'c', slo },
      ],
    });
    const errors = exprOf(settings, ERRORS, 'ttft');
    expect(errors).toContain(String.raw`{model_name!~"a\\.b|c",le="2.5"}`);
    expect(errors).toContain(String.raw`{model_name=~"a\\.b|c",le="0.5"}`);
  });

  it('counts refused requests as bad ones only if the settings say so', () => {
    const errors = (slo: object) => exprOf(parseSettings({ slo }), ERRORS, 'availability');
    expect(errors({})).not.toContain('vllm:admission_rejections_total');
    expect(errors({ countRejections: true })).toContain('vllm:admission_rejections_total');
  });
});

describe('a threshold that is no bucket bound', () => {
  it('is refused, with one that is', () => {
    expect(faultsOf({ slo: { ttft: { threshold: 2 } } })).toEqual([
      expect.stringMatching(
        /^slo\.ttft\.threshold: a bucket bound of time_to_first_token, .* one of 0\.001, /,
      ),
    ]);
  });

  it('is refused for a single model too', () => {
    expect(faultsOf({ models: [{ name: 'm', slo: { tpot: { threshold: 0.12 } } }] })).toEqual([
      expect.stringMatching(/^models\[0\]\.slo\.tpot\.threshold: /),
    ]);
  });

  it('is allowed where the servers have the bucket', () => {
    expect(
      faultsOf({
        slo: { ttft: { threshold: 2 }, customBuckets: { time_to_first_token: [0.5, 1, 2, 4] } },
      }),
    ).toEqual([]);
  });

  it('is refused for a model whose own buckets lack the shared one', () => {
    expect(
      faultsOf({ models: [{ name: 'm', customBuckets: { time_to_first_token: [0.5, 1, 2, 4] } }] }),
    ).toEqual([expect.stringMatching(/^models\[0\]\.slo\.ttft\.threshold: .* one of 0\.5, 1, 2, 4 /)]);
  });

  it('is said once where all models share it', () => {
    expect(
      faultsOf({ slo: { ttft: { threshold: 2 } }, models: [{ name: 'm' }, { name: 'n' }] }),
    ).toHaveLength(1);
  });

  it('cannot hide among bounds that do not ascend', () => {
    expect(faultsOf({ slo: { customBuckets: { request_latency: [2, 1, 30] } } })).toEqual([
      'slo.customBuckets.request_latency: bounds in ascending order',
    ]);
  });
});

describe('an objective whose page can never fire', () => {
  it.each([0.9, 0.93, 0.5])('%d is refused', (objective) => {
    expect(faultsOf({ slo: { e2e: { objective } } })).toEqual([
      expect.stringMatching(/^slo\.e2e\.objective: more than 0\.9306, /),
    ]);
  });

  it('begins where 14.4 times the budget is all of it', () => {
    expect(faultsOf({ slo: { e2e: { objective: 0.9306 } } })).toEqual([]);
  });
});
