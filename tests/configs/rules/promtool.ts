import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { capacityRecordingGroups } from '../../../configs/capacity/index.ts';
import { print } from '../../../configs/promql/index.ts';
import { recordingRules, type RecordingGroup } from '../../../configs/recording/index.ts';
import { prometheusAlertGroups, ruleFile } from '../../../configs/rules/index.ts';
import { sloRecordingGroups } from '../../../configs/slo/index.ts';
import { parseSettings, type Settings } from '../../../configs/index.ts';
import { BEFORE, faultOf, neighbourOf, type RuleCase } from './case.ts';
import { STACK } from './fleet.ts';
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

/** Recording groups that alerts read. */
const recordings = (settings: Settings): readonly RecordingGroup[] => [
  ...sloRecordingGroups(settings),
  ...recordingRules(settings).filter(({ name }) => name === 'vllm-model-gauges'),
  ...capacityRecordingGroups(settings),
];

/** Recorded series first: otherwise the order is chance, and an alert may read those of the step before. */
const GROUPS = [
  ...recordings(parseSettings(STACK)),
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
  return cases.map((ruleCase, index) => {
    const settings = parseSettings({ ...STACK, ...ruleCase.stack });
    const rules = prometheusAlertGroups(settings).flatMap((group) => group.rules);
    const alert = rules.find((rule) => 'alert' in rule && rule.alert === ruleCase.rule);
    // A rule that a stack does not have cannot fire.
    if (!alert && ruleCase.fault) throw new Error(`There is no rule ${ruleCase.rule}`);
    const [rulePath, testPath] = [`${index}-rule.yml`, `${index}-${ruleCase.rule}.test.yml`];
    const given = new Set(namesIn(ruleCase));
    const notGiven = recordings(settings)
      .map((group) => ({ ...group, rules: group.rules.filter(({ record }) => !given.has(record)) }))
      .filter((group) => group.rules.length > 0);
    const recorded = recordedFor(notGiven, alert ? [alert.expr] : []);
    const groups = [...recorded, { name: 'one', rules: alert ? [alert] : [] }];
    writeFileSync(join(folder, rulePath), ruleFile('', groups).content as string);
    writeFileSync(join(folder, testPath), promtoolFile([rulePath], testsOf(ruleCase, index), ruleCase.step));
    return testPath;
  });
}

/** Names of the series that a case has in all phases. */
const namesIn = ({ always = {} }: RuleCase) => Object.keys(always).map((series) => series.split('{')[0]!);

/** The recording groups that expressions read, and those that these groups read in turn. */
function recordedFor(
  groups: readonly RecordingGroup[],
  expressions: readonly string[],
): readonly RecordingGroup[] {
  const read = groups.filter(({ rules }) =>
    rules.some(({ record }) => expressions.some((text) => text.includes(record))),
  );
  const texts = [
    ...new Set([...expressions, ...read.flatMap(({ rules }) => rules.map(({ expr }) => print(expr)))]),
  ];
  return texts.length === expressions.length ? read : recordedFor(groups, texts);
}

/** Fires at the end of the fault, before it and after it does not; and never in the neighbouring healthy case. */
export function testsOf(ruleCase: RuleCase, index: number): PromtoolTest[] {
  const { rule, recovery = 20, scrape } = ruleCase;
  const firing = `ALERTS{alertname="${rule}",alertstate="firing"}`;
  const name = `${index}: ${rule}`;
  const [fault, neighbour] = [faultOf(ruleCase), neighbourOf(ruleCase)];
  const bad = test(
    `${name} fires and resolves`,
    fault.timeline,
    [
      [`count(${firing}) or vector(0)`, BEFORE - 1, 0],
      [`clamp_max(count(${firing}), 1) or vector(0)`, fault.end - 1, 1],
      [`count(${firing}) or vector(0)`, fault.end + recovery, 0],
    ],
    scrape,
  );
  const quiet = test(
    `${name} stays quiet`,
    neighbour.timeline,
    [[`sum(count_over_time(${firing}[${neighbour.end}m])) or vector(0)`, neighbour.end, 0]],
    scrape,
  );
  return [
    ...(ruleCase.fault ? [bad, ...elsewhereHealthy(ruleCase, index)] : []),
    ...(ruleCase.neighbour ? [quiet] : []),
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
  const { rule, scrape } = ruleCase;
  const { timeline, end } = faultOf(ruleCase);
  const [healthy, ...others] = timeline as [Phase, ...Phase[]];
  const faults = others.flatMap(({ behaviours }) =>
    Object.keys(behaviours).filter((series) => behaviours[series] !== healthy.behaviours[series]),
  );
  const concerns = (job: string) => faults.some((series) => series.includes(`job="${job}"`));
  // If Prometheus has lost itself, it has lost every place.
  if (!concerns('vllm-api') || concerns('prometheus')) return [];
  const phases = timeline.map(({ minutes, behaviours }) => ({
    minutes,
    behaviours: Object.assign(
      {},
      ...PLACES.map((place) => inPlace(place === PLACES[0] ? behaviours : healthy.behaviours, place)),
    ) as Behaviours,
  }));
  const firing = `ALERTS{alertname="${rule}",alertstate="firing"}`;
  const faulty = `ALERTS{alertname="${rule}",alertstate="firing",${PLACES[0]}}`;
  return [
    test(
      `${index}: ${rule} fires in the faulty namespace only`,
      phases,
      [
        [`clamp_max(count(${faulty}), 1) or vector(0)`, end - 1, 1],
        [`count(${firing} unless ${faulty}) or vector(0)`, end - 1, 0],
      ],
      scrape,
    ),
  ];
}

export function test(
  name: string,
  timeline: readonly Phase[],
  expected: readonly (readonly [expr: string, minute: number, value: number])[],
  scrape = STEP,
): PromtoolTest {
  return {
    name,
    interval: `${scrape}s`,
    input_series: inputSeries(timeline, scrape),
    promql_expr_test: expected.map(([expr, minute, value]) => ({
      expr,
      eval_time: `${minute}m`,
      exp_samples: [{ labels: '{}', value }],
    })),
  };
}
