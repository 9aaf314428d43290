import {
  BURN_WINDOWS,
  OBJECTIVE_NAMES,
  OBJECTIVES,
  type BurnSpeed,
  type BurnWindow,
  type ObjectiveName,
} from '../objectives/index.ts';
import { and, andOn, binary, JOB, or, recorded, unless, type Expression } from '../promql/index.ts';
import type { Settings } from '../settings/index.ts';
import { enoughData, jobIs, ofSlo, sloSeries, vllmJobs } from '../slo/index.ts';
import { servedJobs } from '../slo/served.ts';
import type { RuleDefinition } from './rule.ts';
import { TEXTS } from './slo-texts.ts';

/**
 * Two alerts per objective. The page requires that the budget is spent fast over a long window and is still being spent; the
 * ticket does the same for slow losses.
 */
export const SLO_RULES: readonly RuleDefinition[] = OBJECTIVE_NAMES.flatMap((slo) => [
  burn(slo, 'Fast'),
  burn(slo, 'Slow'),
]);

function burn(slo: ObjectiveName, speed: BurnSpeed): RuleDefinition {
  const { alert, page } = OBJECTIVES[slo];
  const { for: duration, windows } = BURN_WINDOWS[speed];
  const { subject, bad, impact, blind, diagnosis, mitigation } = TEXTS[slo];
  const fast = speed === 'Fast';
  return {
    name: `VLLM${alert}BudgetBurn${speed}`,
    ...(fast
      ? page
      : {
          severity: page.severity === 'critical' ? 'warning' : 'info',
          why: 'at this rate the budget lasts for days, so working hours are soon enough; within 15 minutes a page takes precedence over its ticket',
        }),
    for: duration,
    source: 'prometheus',
    // Grafana has no inhibition rules before 13.1, so they are part of the expression: a page silences its ticket, and a job that
    // is down completely has an alert of its own.
    query: (settings) => {
      const spent = anyWindow(settings, slo, windows);
      return fast
        ? unlessDown(settings, spent)
        : unless(spent, anyWindow(settings, slo, BURN_WINDOWS.Fast.windows));
    },
    summary: `${speed} burn of the ${subject} error budget.`,
    description: `{{ $value | humanizePercentage }} of the requests for {{ $labels.model_name }} ({{ $labels.job }}) ${bad}. At this rate the 30-day error budget is spent in ${fast ? 'at most five days' : 'less than a month'}.`,
    dashboard: 'objectives',
    runbook: {
      meaning: `The share of bad requests was ${windows.map(({ long, short, factor }) => `${factor} times what the objective allows over ${long} and still is over ${short}`).join(', or ')}.`,
      impact,
      blind: [
        ...blind,
        `Windows with fewer than \`slo.minRequests\` requests or \`slo.minErrors\` bad ones.${fast ? ' While no server of the job answers, VLLMTargetsMissing fires instead.' : ''}`,
      ],
      diagnosis: [
        {
          text: 'Check the burn rate.',
          query: binary(ofSlo(sloSeries.ratio(windows[0].long), slo), '/', ofSlo(sloSeries.budget, slo)),
        },
        ...diagnosis,
      ],
      mitigation,
    },
  };
}

function anyWindow(
  settings: Settings,
  slo: ObjectiveName,
  [first, second]: readonly [BurnWindow, BurnWindow],
): Expression {
  return or(oneWindow(settings, slo, first), oneWindow(settings, slo, second));
}

function oneWindow(settings: Settings, slo: ObjectiveName, { long, short, factor }: BurnWindow): Expression {
  const limit = binary(factor, '*', ofSlo(sloSeries.budget, slo));
  return and(
    binary(ofSlo(sloSeries.ratio(long), slo), '>', limit),
    binary(ofSlo(sloSeries.ratio(short), slo), '>', limit),
    enoughData(settings, long, { slo }),
    binary(ofSlo(sloSeries.count('errors', long), slo), '>=', settings.slo.minErrors),
  );
}

function unlessDown(settings: Settings, expression: Expression): Expression {
  const jobs = vllmJobs(settings);
  if (jobs.length === 0) return expression;
  return andOn(JOB, expression, binary(recorded(servedJobs.up, jobIs(jobs), ['up']), '>', 0));
}
