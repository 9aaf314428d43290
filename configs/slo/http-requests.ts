import {
  binary,
  call,
  eachOf,
  eventsOf,
  increase,
  JOB,
  matches,
  notMatches,
  notProbe,
  or,
  overTime,
  recorded,
  selector,
  sumBy,
  TARGET,
  vector,
  where,
  type Expression,
  type Matcher,
  type Names,
  type RecordedName,
  type Window,
} from '../promql/index.ts';
import { STATUS_LABELS } from '../exporters/status-labels.ts';
import type { Settings } from '../settings/index.ts';
import type { RecordingRule } from '../recording/index.ts';
import { unlessStoppedWithin } from './stopped.ts';
import { jobIs, onlyVllm, otherJobs, vllmJobs } from './scope.ts';

/** Instrumentations count either classes (5xx) or codes (503). */
const CLASS = '5(xx|[0-9]{2})';
const SERVER_ERROR = matches(CLASS);
const NO_ERROR = notMatches(CLASS);

interface Jobs {
  readonly job?: string | Matcher;
}

/**
 * Requests within a window, probes aside, by server (`job_instance`) and by job. `failed`: answered with 5xx other than by design, that
 * is at a queue limit, asleep or paused. `succeeded`: answered with anything else than 5xx.
 */
export const httpSeries = {
  failed: (window: FailureWindow, level: Level = 'job'): RecordedName =>
    `${level}:http_requests_failed:increase${window}`,
  succeeded: (level: Level = 'job'): RecordedName => `${level}:http_requests_succeeded:increase5m`,
} as const;

type FailureWindow = '5m' | '15m';
type Level = 'job' | 'job_instance';

/** The servers are read once; the figures of jobs are sums of theirs. */
export function httpRequestRules(settings: Settings): RecordingRule[] {
  const ofServer = (record: RecordedName, expr: Expression) => ({
    record,
    expr: onlyVllm(settings, expr, TARGET),
  });
  const failed = (window: FailureWindow) => [
    ofServer(httpSeries.failed(window, 'job_instance'), failuresByServer(settings, window)),
    { record: httpSeries.failed(window), expr: failuresByJob(settings, window) },
  ];
  return [
    ...failed('5m'),
    ...failed('15m'),
    ofServer(httpSeries.succeeded('job_instance'), successesByServer(settings)),
    { record: httpSeries.succeeded(), expr: sumBy(JOB, recorded(httpSeries.succeeded('job_instance'))) },
  ];
}

function failuresByServer(settings: Settings, window: Window): Expression {
  return eachKind(
    settings,
    (jobs) => {
      const failed = sumBy(TARGET, unlessStoppedWithin(errors(jobs, 'status', window), jobs, window));
      // vLLM answers 503 at its queue limits and counts it as 5xx (`vllm/exceptions.py`): how many is known, which are not.
      const shed = sumBy(TARGET, rejected(jobs, window));
      // Releases before 0.32 count no rejections.
      return call('clamp_min', or(binary(failed, '-', shed), failed), 0);
    },
    (jobs) => sumBy(TARGET, errors(jobs, STATUS_LABELS, window)),
  );
}

function failuresByJob(settings: Settings, window: FailureWindow): Expression {
  const failed = (jobs: Jobs) => sumBy(JOB, recorded(httpSeries.failed(window, 'job_instance'), { ...jobs }));
  // A service in front of vLLM passes on what vLLM rejects.
  const shed = sumBy([], rejected(jobIs(vllmJobs(settings)), window));
  return eachKind(settings, failed, (jobs) =>
    call('clamp_min', binary(failed(jobs), '-', call('scalar', or(shed, vector(0)))), 0),
  );
}

function successesByServer(settings: Settings): Expression {
  const unlike = (jobs: Jobs, labels: readonly string[]) =>
    sumBy(
      TARGET,
      overTime(
        'increase',
        where(served(jobs), Object.fromEntries(labels.map((each) => [each, NO_ERROR]))),
        '5m',
      ),
    );
  return eachKind(
    settings,
    (jobs) => unlike(jobs, ['status']),
    (jobs) => unlike(jobs, STATUS_LABELS),
  );
}

/** Of the jobs of vLLM, then of the others. If no job is known, every job counts as one of vLLM. */
function eachKind(
  settings: Settings,
  ofVllm: (jobs: Jobs) => Expression,
  ofOthers: (jobs: Jobs) => Expression,
): Expression {
  const others = otherJobs(settings);
  const first = ofVllm(jobIs(vllmJobs(settings)));
  return vllmJobs(settings).length === 0 || others.length === 0 ? first : or(first, ofOthers(jobIs(others)));
}

const served = (jobs: Jobs) => selector('http_requests_total', { ...jobs, handler: notProbe });

function errors(jobs: Jobs, labels: Names<string>, window: Window): Expression {
  return eachOf(labels, (label) => eventsOf(where(served(jobs), { [label]: SERVER_ERROR }), window));
}

/** vLLM exports the series of every reason from its start on (vLLM 0.32), so that none is born with a value. */
const rejected = (jobs: Jobs, window: Window) => increase('vllm:admission_rejections_total', jobs, window);
