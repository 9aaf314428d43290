import {
  binary,
  call,
  eachOf,
  eventsOf,
  increase,
  matches,
  notProbe,
  or,
  selector,
  JOB,
  sumBy,
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
const SERVER_ERROR = matches('5(xx|[0-9]{2})');

interface Jobs {
  readonly job?: string | Matcher;
}

/**
 * Requests by job within a window, probes aside. `failed`: answered with 5xx other than by design, that is at a queue limit,
 * asleep or paused. `answered`: all but those rejected at a queue limit.
 */
export const httpSeries = {
  failed: (window: '5m' | '15m'): RecordedName => `job:http_requests_failed:increase${window}`,
  answered: (window: '5m'): RecordedName => `job:http_requests_answered:increase${window}`,
} as const;

export function httpRequestRules(settings: Settings): RecordingRule[] {
  const rule = (record: RecordedName, expr: Expression) => ({
    record,
    expr: onlyVllm(settings, expr, JOB),
  });
  return [
    rule(httpSeries.failed('5m'), failedRequests(settings, '5m')),
    rule(httpSeries.failed('15m'), failedRequests(settings, '15m')),
    rule(httpSeries.answered('5m'), answeredRequests(settings, '5m')),
  ];
}

function failedRequests(settings: Settings, window: Window): Expression {
  return eachKind(
    settings,
    (jobs) => {
      const failed = unlessStoppedWithin(errors(jobs, 'status', window), jobs, window);
      return lessShed(sumBy(JOB, failed), jobs, window);
    },
    (jobs) => {
      // A service in front of vLLM passes on what vLLM rejects.
      const shed = call('scalar', or(sumBy([], rejected(settings, window)), vector(0)));
      return call('clamp_min', binary(sumBy(JOB, errors(jobs, STATUS_LABELS, window)), '-', shed), 0);
    },
  );
}

function answeredRequests(settings: Settings, window: Window): Expression {
  const all = (jobs: Jobs) => sumBy(JOB, eventsOf(served(jobs), window));
  return eachKind(settings, (jobs) => lessShed(all(jobs), jobs, window), all);
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

const rejected = (settings: Settings, window: Window) =>
  increase('vllm:admission_rejections_total', jobIs(vllmJobs(settings)), window);

/** vLLM answers 503 at its queue limits and counts it as 5xx (`vllm/exceptions.py`): how many is known, which are not. */
function lessShed(requests: Expression, jobs: Jobs, window: Window): Expression {
  const shed = sumBy(JOB, increase('vllm:admission_rejections_total', jobs, window));
  // Releases before 0.32 count no rejections.
  return call('clamp_min', or(binary(requests, '-', shed), requests), 0);
}
