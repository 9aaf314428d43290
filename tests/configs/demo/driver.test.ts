import { describe, expect, it } from 'vitest';
import { EngineMetrics } from '../../../configs/demo/driver/engine-metrics.ts';
import { Incident, phaseAt } from '../../../configs/demo/driver/incident.ts';
import { longPrompt, prompt } from '../../../configs/demo/driver/prompts.ts';
import { INCIDENT_ALERT, INCIDENT_METRIC, incidentPlan } from '../../../configs/demo/incident.ts';
import { DEMO_MODELS } from '../../../configs/demo/models.ts';
import { ruleNamed } from '../../../configs/rules/index.ts';
import { parseSettings, seconds } from '../../../configs/index.ts';
import { services } from '../../../configs/services/index.ts';

const plan = incidentPlan(900);
const nameAt = (time: number) => phaseAt(plan, time)?.name;

describe('the scripted incident', () => {
  it('repeats every cycle, first after a whole cycle', () => {
    expect([0, 60, 899].map(nameAt)).toEqual([undefined, undefined, undefined]);
    for (const start of [900, 1800, 90_000]) {
      expect([start, start + 59, start + 60, start + 269, start + 270, start + 899].map(nameAt)).toEqual([
        'slow first tokens',
        'slow first tokens',
        'server errors',
        'server errors',
        undefined,
        undefined,
      ]);
    }
  });

  it('is over, including its alert, before the next one starts', () => {
    const rateWindow = 300;
    const evaluations = 2 * seconds(parseSettings({}).alerts.interval);
    const length = plan.phases.reduce((sum, phase) => sum + phase.seconds, 0);
    expect(length + rateWindow + evaluations).toBeLessThan(seconds('12m'));
    expect(() => parseSettings({ demo: { incident: '11m' } })).toThrow('at least "12m"');
  });

  it('has errors for longer than the alert needs to fire after its threshold was exceeded', () => {
    const errors = plan.phases.find(({ errorShare }) => errorShare > 0)!;
    // Half of the calls go to the model; failed ones are retried on the other model, which also receives bursts.
    const shareOfJob = 0.15;
    const untilThreshold = (300 * ruleNamed(INCIDENT_ALERT)!.threshold!.value) / shareOfJob;
    expect(untilThreshold).toBeLessThan(errors.seconds - 60);
    expect(errors.seconds + 300 - 2 * untilThreshold).toBeGreaterThan(
      seconds(ruleNamed(INCIDENT_ALERT)!.for) + 60,
    );
  });

  it('is exposed as a gauge that is 0 before the load starts', () => {
    const [gauge] = new Incident(plan).metrics();
    const lines = gauge!.text().split('\n').slice(2);
    expect(lines).toEqual([
      `${INCIDENT_METRIC}{model_name="${plan.model}",phase="slow first tokens"} 0`,
      `${INCIDENT_METRIC}{model_name="${plan.model}",phase="server errors"} 0`,
    ]);
    expect(new Incident(undefined).metrics()).toEqual([]);
  });

  it('is 1 during its phase, on its own model only', () => {
    const now = new Incident({ ...plan, firstAfterSeconds: 0, phases: [plan.phases[1]!] });
    now.start();
    expect(now.phaseOf(plan.model)?.name).toBe('server errors');
    expect(now.phaseOf(DEMO_MODELS[0].name)).toBeUndefined();
    expect(now.metrics()[0]!.text()).toMatch(/phase="server errors"} 1$/);
  });

  it('is omitted from the load driver when disabled', () => {
    const optionsOf = (demo: unknown) =>
      JSON.parse(
        services(parseSettings({ demo })).find(({ name }) => name === 'demo-backend')!.env[
          'DEMO_OPTIONS'
        ] as string,
      ) as { incident?: { everySeconds: number } };
    expect(optionsOf(true).incident?.everySeconds).toBe(900);
    expect(optionsOf({ incident: '1h' }).incident?.everySeconds).toBe(3600);
    expect(optionsOf({ incident: false })).not.toHaveProperty('incident');
  });
});

describe('prompts of the load driver', () => {
  /** Approximates the simulator's tokenizer: words and punctuation. */
  const tokens = (text: string) => text.match(/\w+|\./g)!.length;

  it('are ten times as long in an incident, and fit the simulated cache', () => {
    const usual = Array.from({ length: 100 }, () => tokens(prompt()));
    expect(Math.max(...usual)).toBeLessThan(130);
    const long = tokens(longPrompt());
    expect(long).toBeGreaterThan(500);
    // 1024 blocks of 16 tokens for 24 concurrent requests.
    expect(24 * Math.ceil(long / 16)).toBeLessThan(1024);
  });
});

describe('metrics that the simulator lacks', () => {
  const seen = { status: 200, seconds: 9, promptTokens: 50, cachedTokens: 16, concurrency: 2 };
  const figures = (metrics: EngineMetrics, end: 'count' | 'sum') =>
    Number(
      new RegExp(`request_time_per_output_token_seconds_${end}{.*} (\\S+)`).exec(metrics.text())?.[1] ?? 0,
    );

  it('take the time per output token from the simulated latencies instead of measuring it', () => {
    const metrics = new EngineMetrics('m', 'job', 'host:1');
    metrics.settle({ sum: 10, count: 500 });
    metrics.observe({ ...seen, generatedTokens: 20 });
    metrics.observe({ ...seen, seconds: 90, generatedTokens: 20 });
    expect(figures(metrics, 'count')).toBe(0);
    metrics.settle({ sum: 12, count: 600 });
    expect(figures(metrics, 'count')).toBe(2);
    expect(figures(metrics, 'sum')).toBeCloseTo(2 * 0.02);
  });

  it('record 0 for a request of one token, as vLLM does', () => {
    const metrics = new EngineMetrics('m', 'job', 'host:1');
    metrics.observe({ ...seen, generatedTokens: 1 });
    expect([figures(metrics, 'count'), figures(metrics, 'sum')]).toEqual([1, 0]);
  });

  it('continue after a restart of the simulator, whose counters restart at 0', () => {
    const metrics = new EngineMetrics('m', 'job', 'host:1');
    metrics.settle({ sum: 10, count: 500 });
    metrics.observe({ ...seen, generatedTokens: 20 });
    metrics.settle({ sum: 3, count: 100 });
    expect(figures(metrics, 'sum')).toBeCloseTo(0.03);
  });

  it('defer a request until there are tokens', () => {
    const metrics = new EngineMetrics('m', 'job', 'host:1');
    metrics.settle({ sum: 10, count: 500 });
    metrics.observe({ ...seen, generatedTokens: 20 });
    metrics.settle({ sum: 10, count: 500 });
    expect(figures(metrics, 'count')).toBe(0);
  });

  it('count a failed request only as an HTTP request', () => {
    const metrics = new EngineMetrics('m', 'job', 'host:1');
    metrics.observe({ ...seen, status: 500, generatedTokens: 0 });
    metrics.settle({ sum: 1, count: 10 });
    expect(metrics.text()).toContain('status="5xx",handler="/v1/chat/completions"} 1');
    expect(figures(metrics, 'count')).toBe(0);
  });
});
