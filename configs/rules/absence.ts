import {
  absent,
  ago,
  and,
  andOn,
  binary,
  call,
  JOB,
  maxBy,
  MODEL,
  or,
  over,
  overTime,
  recorded,
  selector,
  unless,
  type Expression,
  type RecordedName,
  type Window,
} from '../promql/index.ts';
import { capacity } from '../capacity/index.ts';
import { seconds } from '../settings/index.ts';
import { down, jobIs, type VllmJob } from '../slo/scope.ts';
import { servedJobs, servedModels } from '../slo/served.ts';

/** Longest time that loading a model takes: KServe waits for 30 minutes, production-stack for 20. */
export const LOADING_TIME = '30m';

/**
 * How long the only server of a job may be down: the first of these that none of its starts of the last two weeks exceeded. The
 * shortest is the `for` of the alert.
 */
const SHORT_STARTS: readonly Window[] = ['2m', '5m', '10m'];

/** A stopped server of a configured target stays listed, so its absence cannot be told from its failure. */
export const isStoppedByDesign = ({ mayBeAbsent, discovered }: VllmJob): boolean =>
  mayBeAbsent && !discovered;

const upOf = (jobs: readonly string[]) => selector('up', jobIs(jobs));

/** A unit that can be down as a whole: a job, or one model of a job that serves several. */
interface Whole {
  readonly by: readonly string[];
  /** 1 if any of its servers answers, 0 if none does. */
  readonly up: Expression;
  /** The same over a time in which it existed. */
  readonly upWithin: (time: Window) => Expression;
  readonly servers: Expression;
}

const served = (series: RecordedName, jobs: readonly string[]) =>
  recorded(series, jobIs(jobs), ['up', 'vllm:num_requests_running']);

/** `up` now is that of the last scrape, and of the past what was recorded. */
export const ofJobs = (jobs: readonly string[]): Whole => ({
  ...wholeOf(JOB, servedJobs, jobs),
  up: maxBy(JOB, upOf(jobs)),
});

export const ofModels = (jobs: readonly string[]): Whole => wholeOf(MODEL, servedModels, jobs);

function wholeOf(
  by: readonly string[],
  series: typeof servedJobs | typeof servedModels,
  jobs: readonly string[],
): Whole {
  const up = served(series.up, jobs);
  return {
    by,
    up,
    // One that is gone by now leaves its last samples in the window: those of a shutdown, which fail.
    upWithin: (time) => and(overTime('max_over_time', up, time), ago(up, time), up),
    servers: served(series.count, jobs),
  };
}

/**
 * Jobs or models none of whose servers responds, if that is no roll-out. One of several is replaced at a time, so that all being down
 * is a failure at once. The only one is down while its successor loads the model, and `up` is the same then as after a crash; how
 * long earlier starts took tells them apart.
 */
export function allDownUnlessLoading(jobs: readonly string[], whole: Whole): Expression {
  const { by } = whole;
  const alone = binary(whole.servers, '==', 1);
  const starts = overTime('max_over_time', capacity('timeToServe', jobIs(jobs)), '14d');
  const longest = andOn(by, maxBy(by, starts), alone);
  const [shortest, ...longer] = SHORT_STARTS.map((time) => ({
    time,
    slow: binary(longest, '>', seconds(time)),
  }));
  return or(
    unless(down(whole.up), shortest!.slow, { on: by }),
    ...longer.map(({ time, slow }) => unless(allDownFor(whole, time), slow, { on: by })),
    allDownFor(whole, LOADING_TIME),
  );
}

/**
 * Jobs that have no target left, one by one, as `absent` keeps the label `job` of a plain selector only; it cannot see a namespace
 * that has lost its targets while others have theirs, so the last hour is compared with now.
 */
export function gone(jobs: readonly string[]): readonly Expression[] {
  const servers = served(servedJobs.count, jobs);
  const lost = unless(overTime('last_over_time', servers, '1h'), servers);
  return [andOn(['job'], lost, servers), ...jobs.map((job) => absent(selector('up', { job })))];
}

/** 1 for each target that has existed for a time and failed every scrape in it. One that is gone by now was shut down. */
export function downFor(jobs: readonly string[], time: Window): Expression {
  return and(down(overTime('max_over_time', upOf(jobs), time)), ago(upOf(jobs), time), upOf(jobs));
}

/** The same of jobs or models: none of their servers answered. */
export const allDownFor = (whole: Whole, time: Window): Expression => down(whole.upWithin(time));

/** Jobs that had no target in all of a time; of a namespace, if they had one in the hour before it and have others now. */
export function absentFor(jobs: readonly string[], time: Window): readonly Expression[] {
  const servers = served(servedJobs.count, jobs);
  const existed = ago(overTime('last_over_time', servers, '1h'), time);
  return [
    andOn(['job'], unless(existed, overTime('last_over_time', servers, time)), servers),
    ...jobs.map((job) => call('absent_over_time', over(served(servedJobs.count, [job]), time))),
  ];
}

/** Names of jobs by how long their servers take to start. */
export function byStartupTime(
  jobs: readonly VllmJob[],
  otherwise: Window,
): readonly (readonly [time: Window, names: readonly string[]])[] {
  const groups = new Map<Window, string[]>();
  for (const { name, startupTime } of jobs) {
    const time = (startupTime ?? otherwise) as Window;
    groups.set(time, [...(groups.get(time) ?? []), name]);
  }
  return [...groups];
}
