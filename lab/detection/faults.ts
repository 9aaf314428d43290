import { SERIES, type Targets } from './targets.ts';

export interface Fault {
  readonly name: string;
  readonly rule: string;
  /** Label `job` of the alert, or `service_name` of one on logs. */
  readonly job: string;
  inject(targets: Targets): void | Promise<void>;
  heal(targets: Targets): void | Promise<void>;
  /**
   * Seconds until the condition is true at the earliest, before `for`: windows that have to fill. `healthy` is how long all
   * was well before.
   */
  floor(healthy: number): number;
}

/**
 * How much more is asked of a healed server. In a history of minutes the window of six hours holds little but the fault; with
 * more good requests it forgets as fast as one that is full.
 */
const AFTERWARDS = 5;

/** Rates over five minutes from a share of 0 to all: the long window has to pass 14.4 budgets of 1 %. */
const burn = (healthy: number) => (0.144 / (1 - 0.144)) * Math.min(healthy, 3600);
/** Bad ones come on top of as many good ones: their share of a window passes a bound. */
const passes = (window: number, share: number) => (healthy: number) =>
  (share / (1 - share)) * Math.min(healthy, window);

export const faults: readonly Fault[] = [
  {
    name: 'one of two replicas killed',
    rule: 'VLLMTargetDown',
    job: 'replicas',
    inject: ({ replicas }) => replicas[0].program.kill(),
    heal: ({ replicas }) => replicas[0].program.start(),
    floor: () => 0,
  },
  {
    name: 'the only server killed',
    rule: 'VLLMTargetsMissing',
    job: 'killed',
    inject: ({ killed }) => killed.program.kill(),
    heal: ({ killed }) => killed.program.start(),
    floor: () => 0,
  },
  {
    name: 'a server frozen',
    rule: 'VLLMTargetsMissing',
    job: 'frozen',
    inject: ({ frozen }) => frozen.program.freeze(),
    heal: ({ frozen }) => frozen.program.thaw(),
    // The scrape has to time out.
    floor: () => 5,
  },
  {
    name: 'first tokens after 4 s',
    rule: 'VLLMTimeToFirstTokenBudgetBurnFast',
    job: 'slow-start',
    inject: ({ slowStart }) => slowStart.configure({ 'time-to-first-token': '4s' }),
    heal: async ({ slowStart }) => {
      await slowStart.configure({ 'time-to-first-token': '100ms' });
      slowStart.load(AFTERWARDS * 4);
    },
    floor: (healthy) => 4 + burn(healthy),
  },
  {
    name: 'tokens come too slowly',
    rule: 'VLLMTimePerOutputTokenBudgetBurnFast',
    job: 'slow-tokens',
    inject: ({ slowTokens }) => slowTokens.set({ [SERIES.timed('bucket')]: 0 }),
    heal: ({ slowTokens }) =>
      slowTokens.set({
        [SERIES.timed('count')]: AFTERWARDS * 5,
        [SERIES.timed('bucket')]: AFTERWARDS * 5,
      }),
    floor: burn,
  },
  {
    name: 'a queue that grows',
    rule: 'VLLMQueueGrowing',
    job: 'queue',
    inject: ({ queue }) =>
      queue.configure({
        'fake-metrics': { 'running-requests': 4, 'waiting-requests': 'ramp:10:4000:30m' },
      }),
    heal: ({ queue }) =>
      queue.configure({ 'fake-metrics': { 'running-requests': 4, 'waiting-requests': 0 } }),
    floor: () => 0,
  },
  {
    name: 'a full KV cache with a queue',
    rule: 'VLLMKVCachePressure',
    job: 'cache',
    inject: ({ cache }) =>
      cache.configure({ 'fake-metrics': { 'kv-cache-usage': 1, 'waiting-requests': 5 } }),
    heal: ({ cache }) =>
      cache.configure({ 'fake-metrics': { 'kv-cache-usage': 0.94, 'waiting-requests': 0 } }),
    // The mean over five minutes, from 0.94 to above 0.95.
    floor: (healthy) => (0.01 / 0.06) * Math.min(healthy, 300),
  },
  {
    name: 'an engine that hangs',
    rule: 'VLLMEngineStalled',
    job: 'stalled',
    inject: ({ stalled }) => stalled.configure({ 'fake-metrics': { 'running-requests': 6 } }),
    heal: ({ stalled }) => stalled.configure({ 'fake-metrics': { 'running-requests': 0 } }),
    floor: () => 0,
  },
  {
    name: 'half of the requests end in an error',
    rule: 'VLLMErrorFinishes',
    job: 'errors',
    inject: ({ errors }) => errors.set({ [SERIES.finished('error')]: 10 }),
    heal: ({ errors }) => errors.set({ [SERIES.finished('error')]: 0 }),
    floor: passes(600, 0.02),
  },
  {
    name: 'half of the answers of a backend are 5xx',
    rule: 'HTTPServerErrors',
    job: 'backend',
    inject: ({ backend }) => backend.set({ [SERIES.answered('5xx')]: 10 }),
    heal: ({ backend }) => backend.set({ [SERIES.answered('5xx')]: 0 }),
    floor: passes(300, 0.05),
  },
  {
    name: 'the metrics of a target gone',
    rule: 'TargetDown',
    job: 'gone',
    inject: ({ gone }) => {
      gone.present = false;
    },
    heal: ({ gone }) => {
      gone.present = true;
    },
    floor: () => 0,
  },
];
