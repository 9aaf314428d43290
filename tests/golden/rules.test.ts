import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { alertRules, conditionOf, grafanaRuleGroups } from '../../configs/rules/index.ts';
import { sloRecordingGroups } from '../../configs/slo/index.ts';
import { settingsFromStackFile } from '../../configs/index.ts';

/** What is recorded and what fires in each stack: a change of a rule shows here, for each of them. */
it.each(['dev', 'staging', 'prod'])('the rules of %s', async (stack) => {
  const settings = settingsFromStackFile(new URL(`../../Pulumi.${stack}.yaml`, import.meta.url).pathname);
  const grafana = grafanaRuleGroups(settings).flatMap(({ rules }) => rules);
  const alerts = alertRules(settings).map(({ name, interval, rules }) => ({
    name,
    interval,
    rules: rules.map((rule) => {
      const made = grafana.find((candidate) => candidate.name === rule.name);
      return {
        alert: rule.name,
        expr: conditionOf(rule),
        for: rule.for,
        severity: rule.severity,
        noData: made?.noDataState,
        execError: made?.execErrState,
        annotations: made?.annotations,
      };
    }),
  }));
  const text = stringify(
    { recording: sloRecordingGroups(settings), alerts },
    { lineWidth: 0, aliasDuplicateObjects: false },
  );
  await expect(text).toMatchFileSnapshot(`rules-${stack}.yml`);
});
