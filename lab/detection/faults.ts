import { SERIES, STARTUP_TIME, type Targets } from './targets.ts';

export interface Fault {
  readonly name: string;
  readonly rule: string;
  /** Label `job` of the alert, or `service_name` of a log alert. */
  readonly job: string;
  inject(targets: Targets): void | Promise<void>;
  heal(targets: Targets): void | Promise<void>;
  /**
   * Earliest time in seconds until the condition is true, before `for`: windows that have to fill. `healthy` is the duration of
   * the healthy period before.
   */
  floor(healthy: number): number;
}

/**
 * Load factor of a recovered server. In a history of minutes, the six-hour window contains little besides the fault; additional
 * good requests make it recover as fast as a full window would.
 */
const AFTERWARDS = 5;

/** Five-minute rates from an error share of 0 to 1: the long window has to exceed 14.4 budgets of 1%. */
const burn = (healthy: number) => (0.144 / (1 - 0.144)) * Math.min(healthy, 3600);
/** Bad events are added to as many good ones: their share of a window exceeds a threshold. */
const passes = (window: number, share: number) => (healthy: number) =>
  (share / (1 - share)) * Math.min(healthy, window);

export const faults: readonly Fault[] = [
  {
    name: 'one of two replicas killed',
    rule: 'VLLMTargetDown',
    job: 'replicas',
    inject: ({ replicas }) => replicas[0].program.kill(),
    heal: ({ replicas }) => replicas[0].program.start(),
    floor: () => STARTUP_TIME,
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
    name: 'TTFT of 4 s',
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
    name: 'high inter-token latency',
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
    name: 'a growing queue',
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
    // The five-minute mean has to rise from 0.94 to above 0.95.
    floor: (healthy) => (0.01 / 0.06) * Math.min(healthy, 300),
  },
  {
    name: 'a stalled engine',
    rule: 'VLLMEngineStalled',
    job: 'stalled',
    inject: ({ stalled }) => stalled.configure({ 'fake-metrics': { 'running-requests': 6 } }),
    heal: ({ stalled }) => stalled.configure({ 'fake-metrics': { 'running-requests': 0 } }),
    floor: () => 0,
  },
  {
    name: 'half of the requests fail',
    rule: 'VLLMErrorFinishes',
    job: 'errors',
    inject: ({ errors }) => errors.set({ [SERIES.finished('error')]: 10 }),
    heal: ({ errors }) => errors.set({ [SERIES.finished('error')]: 0 }),
    floor: passes(600, 0.02),
  },
  {
    name: 'half of the responses of a backend are 5xx',
    rule: 'HTTPServerErrors',
    job: 'backend',
    inject: ({ backend }) => backend.set({ [SERIES.answered('5xx')]: 10 }),
    heal: ({ backend }) => backend.set({ [SERIES.answered('5xx')]: 0 }),
    floor: passes(300, 0.05),
  },
  {
    name: 'a target without metrics page',
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
