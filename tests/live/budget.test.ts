import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { dashboards } from '../../configs/dashboards/index.ts';
import { prometheusAlertGroups, ruleFile } from '../../configs/rules/index.ts';
import { sloRecordingGroups } from '../../configs/slo/index.ts';
import { parseSettings } from '../../configs/index.ts';
import { ALL_CHOSEN, interpolate, panelQueries } from '../helpers/panel-queries.ts';
import { describeWith } from '../helpers/tools.ts';

const settings = parseSettings({ targets: [{ name: 'vllm', endpoints: ['a:8000'] }] });

/** Content of a panel: a number, its text for too little data, or its text for no requests. */
type Shown = number | 'not enough data' | 'nothing';

interface Story {
  /** Samples of all requests and of the good ones. */
  readonly requests: string;
  readonly good: string;
  /** Interval between two samples, and between two evaluations. */
  readonly interval: string;
  readonly step: string;
  readonly at: readonly (readonly [time: string, panel: string, shown: Shown])[];
  readonly slowAlert?: readonly (readonly [time: string, firing: boolean])[];
}

const METRIC = 'vllm:time_to_first_token_seconds';
const LABELS = 'job="vllm",instance="a:8000",model_name="m",engine="0"';
const LEFT = 'Lowest error budget';
const TABLE = 'Error budget remaining, 30 days';
const GRAPH = 'Error budget remaining';
const BURN = 'Highest burn rate, 1 h';

const queries = dashboards(settings).flatMap(panelQueries);

/** The query of a fleet panel for the TTFT objective. */
function exprOf(panel: string): string {
  const found = queries.filter((query) => query.dashboard === 'vllm-fleet' && query.panel === panel);
  const { expr } = found.find((query) => query.expr.includes('slo="ttft"')) ?? found[0]!;
  return interpolate(expr, ALL_CHOSEN);
}

function expectation([time, panel, shown]: Story['at'][number]) {
  const figure = `round(max(${exprOf(panel)}), 0.001)`;
  // NaN is the only value that does not equal itself.
  const expr = shown === 'not enough data' ? `count(${figure} != ${figure})` : figure;
  const samples =
    shown === 'nothing' ? [] : [{ labels: '{}', value: shown === 'not enough data' ? 1 : shown }];
  return { expr, eval_time: time, exp_samples: samples };
}

/** Promtool evaluates every group at the same interval; at two minutes, the windows of days are correct. */
function promtoolTest({ requests, good, interval, step, at, slowAlert = [] }: Story): string {
  const series = (name: string, labels: string, values: string) => ({
    series: `${METRIC}_${name}{${LABELS}${labels}}`,
    values,
  });
  return stringify(
    {
      rule_files: ['slo.yml', 'alerts.yml'],
      evaluation_interval: step,
      group_eval_order: ['slo-hours', 'slo-days', 'llm-slo'],
      fuzzy_compare: true,
      tests: [
        {
          interval,
          input_series: [
            series('count', '', requests),
            series('bucket', ',le="2.5"', good),
            series('bucket', ',le="+Inf"', requests),
            { series: 'up{job="vllm",instance="a:8000"}', values: '1x22500' },
          ],
          promql_expr_test: [
            ...at.map(expectation),
            ...slowAlert.map(([time, firing]) => ({
              expr: 'count(ALERTS{alertname="VLLMTimeToFirstTokenBudgetBurnSlow",alertstate="firing"})',
              eval_time: time,
              exp_samples: firing ? [{ labels: '{}', value: 1 }] : [],
            })),
          ],
        },
      ],
    },
    { aliasDuplicateObjects: false, lineWidth: 0 },
  );
}

/** Four requests per hour, scraped every minute. */
const sparse = (hours: number) =>
  Array.from({ length: hours * 4 }, (_, index) => `${index + 1}x14`).join(' ');

const STORIES: Readonly<Record<string, Story>> = {
  'minutes after a start, however many requests are bad': {
    // Four requests per second, 1.9% of them too slow.
    requests: '0+120x30',
    good: '0+117.72x30',
    interval: '30s',
    step: '30s',
    at: [
      ['0m', LEFT, 'nothing'],
      ['2m', LEFT, 'not enough data'],
      ['2m', TABLE, 'not enough data'],
      ['2m', GRAPH, 'not enough data'],
      ['1m', BURN, 'not enough data'],
      ['10m', LEFT, 'not enough data'],
      ['10m', BURN, 1.9],
    ],
  },
  'a day later': {
    requests: '0+480x720',
    good: '0+470.88x720',
    interval: '2m',
    step: '2m',
    at: [
      ['20h', LEFT, 'not enough data'],
      ['22h', LEFT, -0.9],
      ['22h', TABLE, -0.9],
      ['22h', GRAPH, -0.9],
    ],
    // Twice the budget is detected by the three-day rule, of which two hours must be recorded.
    slowAlert: [
      ['1h', false],
      ['2h', false],
      ['3h', true],
    ],
  },
  'few requests': {
    requests: sparse(28),
    good: sparse(28),
    interval: '1m',
    step: '2m',
    at: [
      ['24h', LEFT, 'not enough data'],
      ['24h', BURN, 'not enough data'],
      ['27h', LEFT, 1],
      ['27h', BURN, 'not enough data'],
    ],
  },
  'no requests at all': {
    requests: '7x720',
    good: '7x720',
    interval: '2m',
    step: '10m',
    at: [
      ['23h', LEFT, 'nothing'],
      ['23h', TABLE, 'nothing'],
      ['23h', BURN, 'nothing'],
    ],
  },
  'a full window': {
    requests: '0+480x22500',
    good: '0+477.6x22500',
    interval: '2m',
    step: '1h',
    at: [
      ['31d', LEFT, 0.5],
      ['31d', TABLE, 0.5],
    ],
  },
  'an outage': {
    // A day of traffic, then the target is down.
    requests: '0+480x720 _x900',
    good: '0+477.6x720 _x900',
    interval: '2m',
    step: '2m',
    at: [
      ['24h', LEFT, 0.5],
      ['24h40m', BURN, 0.5],
      ['27h', LEFT, 0.5],
      ['27h', TABLE, 0.5],
      ['27h', GRAPH, 0.5],
      // A model that is gone for a day has left the fleet.
      ['49h', LEFT, 'nothing'],
      ['49h', TABLE, 'nothing'],
    ],
  },
};

describeWith(['promtool'], 'an error budget', () => {
  const folder = mkdtempSync(join(tmpdir(), 'budget-'));
  // The other objectives have no series here and would only take time.
  const recording = sloRecordingGroups(settings).map(({ rules, ...group }) => ({
    ...group,
    rules: rules.filter(({ labels }) => labels === undefined || labels['slo'] === 'ttft'),
  }));
  writeFileSync(join(folder, 'slo.yml'), ruleFile('', recording).content as string);
  const slow = prometheusAlertGroups(settings).flatMap(({ name, rules }) =>
    name === 'llm-slo'
      ? [{ name, rules: rules.filter((rule) => 'alert' in rule && /FirstTokenBudgetBurn/.test(rule.alert)) }]
      : [],
  );
  writeFileSync(join(folder, 'alerts.yml'), ruleFile('', slow).content as string);

  it.each(Object.entries(STORIES))('shows %s', (_, story) => {
    writeFileSync(join(folder, 'test.yml'), promtoolTest(story));
    expect(
      execFileSync('promtool', ['test', 'rules', 'test.yml'], { cwd: folder, encoding: 'utf8' }),
    ).toContain('SUCCESS');
  });
});
