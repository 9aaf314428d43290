import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { capacityRecordingGroups } from '../../../configs/capacity/index.ts';
import { recordingRules, type RecordingGroup } from '../../../configs/recording/index.ts';
import { prometheusAlertGroups, ruleFile } from '../../../configs/rules/index.ts';
import { sloRecordingGroups } from '../../../configs/slo/index.ts';
import { parseSettings, type Settings } from '../../../configs/index.ts';
import { BEFORE, faultOf, neighbourOf, type RuleCase } from './case.ts';
import { HEALTHY, STACK } from './fleet.ts';
import { inputSeries, STEP, type Behaviours, type Phase } from './timeline.ts';

/** One test of `promtool test rules`. */
export interface PromtoolTest {
  readonly name: string;
  readonly interval: string;
  readonly input_series: readonly { readonly series: string; readonly values: string }[];
  readonly promql_expr_test: readonly {
    readonly expr: string;
    readonly eval_time: string;
    readonly exp_samples: readonly { readonly labels: string; readonly value: number }[];
  }[];
}

/** What alerts over capacity and cost read. */
function recordedFor(settings: Settings): RecordingGroup[] {
  const gauges = recordingRules(settings).filter(({ name }) => name === 'vllm-model-gauges');
  return [...gauges, ...capacityRecordingGroups(settings)];
}

/** Recorded series first: otherwise the order is chance, and an alert may read those of the step before. */
const GROUPS = [
  ...sloRecordingGroups(parseSettings(STACK)),
  ...recordedFor(parseSettings(STACK)),
  ...prometheusAlertGroups(parseSettings(STACK)),
  { name: 'one' },
].map(({ name }) => name);

/** Text of a test file for `promtool test rules`, beside the rule files. */
export function promtoolFile(
  ruleFiles: readonly string[],
  tests: readonly PromtoolTest[],
  step = STEP,
): string {
  return stringify(
    {
      rule_files: ruleFiles,
      group_eval_order: GROUPS,
      evaluation_interval: `${step}s`,
      tests,
    },
    { aliasDuplicateObjects: false, lineWidth: 0 },
  );
}

/**
 * Writes the test files for all cases into a folder and returns their names: each with the rule it is about, and with the
 * recorded series only where the rule reads them, as promtool evaluates whatever it is given.
 */
export function writeCases(folder: string, cases: readonly RuleCase[]): string[] {
  const settings = parseSettings(STACK);
  const rules = prometheusAlertGroups(settings).flatMap((group) => group.rules);
  const [slo, capacity] = [sloRecordingGroups(settings), recordedFor(settings)];
  writeFileSync(join(folder, 'slo.yml'), ruleFile('', slo).content as string);
  writeFileSync(join(folder, 'capacity.yml'), ruleFile('', capacity).content as string);
  const inCapacity = capacityRecordingGroups(settings).flatMap(({ rules }) => rules);
  return cases.map((ruleCase, index) => {
    const alert = rules.find((rule) => 'alert' in rule && rule.alert === ruleCase.rule);
    if (!alert) throw new Error(`There is no rule ${ruleCase.rule}`);
    const [rulePath, testPath] = [`${index}-rule.yml`, `${index}-${ruleCase.rule}.test.yml`];
    writeFileSync(join(folder, rulePath), ruleFile('', [{ name: 'one', rules: [alert] }]).content as string);
    const recorded = inCapacity.some(({ record }) => alert.expr.includes(record))
      ? ['capacity.yml']
      : alert.expr.includes('slo_')
        ? ['slo.yml']
        : [];
    const files = [...recorded, rulePath];
    writeFileSync(join(folder, testPath), promtoolFile(files, testsOf(ruleCase, index), ruleCase.step));
    return testPath;
  });
}

/** Fires at the end of the fault, before it and after it does not; and never in the neighbouring healthy case. */
export function testsOf(ruleCase: RuleCase, index: number): PromtoolTest[] {
  const { rule, minutes = 20, recovery = 20 } = ruleCase;
  const end = BEFORE + minutes;
  const firing = `ALERTS{alertname="${rule}",alertstate="firing"}`;
  const name = `${index}: ${rule}`;
  return [
    test(`${name} fires and resolves`, faultOf(ruleCase), [
      [`count(${firing}) or vector(0)`, BEFORE - 1, 0],
      [`clamp_max(count(${firing}), 1) or vector(0)`, end - 1, 1],
      [`count(${firing}) or vector(0)`, end + recovery, 0],
    ]),
    test(`${name} stays quiet`, neighbourOf(ruleCase), [
      [`sum(count_over_time(${firing}[${end + recovery}m])) or vector(0)`, end + recovery, 0],
    ]),
    ...elsewhereHealthy(ruleCase, index),
  ];
}

const PLACES = [
  'cluster="eu",namespace="a"',
  'cluster="eu",namespace="b"',
  'cluster="us",namespace="a"',
] as const;

/** The series of the fleet as they are in one place; the monitoring stack stays as it is. */
function inPlace(behaviours: Behaviours, place: string): Behaviours {
  return Object.fromEntries(
    Object.entries(behaviours).map(([series, behaviour]) => [
      series.replace('{job="vllm-api"', `{${place},job="vllm-api"`),
      behaviour,
    ]),
  );
}

/** The same model is served by the same job in two more places, which are healthy: the alert fires for the faulty one alone. */
function elsewhereHealthy(ruleCase: RuleCase, index: number): PromtoolTest[] {
  const { rule, minutes = 20, always = {}, fault } = ruleCase;
  if (!Object.keys(fault).some((series) => series.includes('job="vllm-api"'))) return [];
  const healthy = { ...HEALTHY, ...always };
  const phases = faultOf(ruleCase).map((phase, position) => ({
    ...phase,
    behaviours: Object.assign(
      {},
      ...PLACES.map((place) =>
        inPlace(place === PLACES[0] && position === 1 ? { ...healthy, ...fault } : healthy, place),
      ),
    ) as Behaviours,
  }));
  const firing = `ALERTS{alertname="${rule}",alertstate="firing"}`;
  const faulty = `ALERTS{alertname="${rule}",alertstate="firing",${PLACES[0]}}`;
  return [
    test(`${index}: ${rule} fires in the faulty namespace only`, phases, [
      [`clamp_max(count(${faulty}), 1) or vector(0)`, BEFORE + minutes - 1, 1],
      [`count(${firing} unless ${faulty}) or vector(0)`, BEFORE + minutes - 1, 0],
    ]),
  ];
}

export function test(
  name: string,
  timeline: readonly Phase[],
  expected: readonly (readonly [expr: string, minute: number, value: number])[],
): PromtoolTest {
  return {
    name,
    interval: `${STEP}s`,
    input_series: inputSeries(timeline),
    promql_expr_test: expected.map(([expr, minute, value]) => ({
      expr,
      eval_time: `${minute}m`,
      exp_samples: [{ labels: '{}', value }],
    })),
  };
}
