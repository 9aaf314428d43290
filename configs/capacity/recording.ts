import { binary, rate, ratio, sumBy, type CounterName, type Expression } from '../promql/index.ts';
import type { RecordingGroup, RecordingRule } from '../recording/index.ts';
import type { Settings } from '../settings/index.ts';
import { MODEL } from '../slo/scope.ts';
import { flopsPerGpu, gpuPower, heldEngines, heldGpus, idleEngines, times } from './gpus.ts';
import { headroomRecordingGroup } from './headroom.ts';
import { signalRecordingGroup } from './signals.ts';
import { capacity, capacitySeries, STEP, type CapacityKey } from './series.ts';
import { timeToServe } from './time-to-serve.ts';

const TOKENS = {
  input: 'vllm:prompt_tokens_total',
  output: 'vllm:generation_tokens_total',
} as const satisfies Record<string, CounterName>;

/** Capacity and cost of each model. A series that needs a setting exists for the models that have it. */
export function capacityRecordingGroups(settings: Settings): RecordingGroup[] {
  const rules: readonly (RecordingRule | undefined)[] = [
    rule('engines', heldEngines()),
    rule('idle', idleEngines()),
    rule('gpus', heldGpus(settings)),
    rule(
      'cost',
      times(settings, 'gpus', '*', ({ gpuHour }) => gpuHour),
    ),
    rule('idleCost', ratio(binary(capacity('cost'), '*', capacity('idle')), capacity('engines'))),
    ...tokens(),
    rule('flops', flopsPerGpu()),
    rule(
      'mfu',
      times(settings, 'flops', '/', ({ peakTflops }) =>
        peakTflops === undefined ? undefined : peakTflops * 1e12,
      ),
    ),
    rule('watts', gpuPower()),
    rule('timeToServe', timeToServe()),
  ];
  return [
    { name: 'vllm-capacity', interval: `${STEP}s`, rules: rules.filter((each) => each !== undefined) },
    signalRecordingGroup(settings),
    headroomRecordingGroup(settings),
  ];
}

function rule(key: CapacityKey, expr: Expression | undefined): RecordingRule | undefined {
  return expr === undefined ? undefined : { record: capacitySeries[key], expr };
}

function tokens(): readonly RecordingRule[] {
  return Object.entries(TOKENS).map(([type, name]) => ({
    record: capacitySeries.tokens,
    labels: { type },
    expr: sumBy(MODEL, rate(name, {}, '5m')),
  }));
}
