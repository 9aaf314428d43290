import {
  aggregate,
  andOn,
  anyOf,
  binary,
  countBy,
  labelReplace,
  matches,
  maxBy,
  noneOf,
  not,
  oneOf,
  or,
  orZero,
  overTime,
  plus,
  rate,
  selector,
  sumBy,
  topk,
  type Expression,
  type GaugeName,
} from '../promql/index.ts';
import type { Settings } from '../settings/index.ts';
import { MODEL, TARGET } from '../slo/scope.ts';
import { modelsByValue, type ModelFacts } from './models.ts';
import { capacity, type CapacityKey } from './series.ts';

/** How long an engine whose scrapes fail still counts: a few scrapes, or the restart of a container. */
const FAILED_SCRAPES = '5m';

/** A gauge of each engine; of one that is a target and fails its scrapes, the last value. */
function ofEngines(name: GaugeName): Expression {
  const last = overTime('last_over_time', selector(name), FAILED_SCRAPES);
  return or(selector(name), andOn(TARGET, last, binary(selector('up'), '==', 0)));
}

/** Engines that hold GPUs. */
export const heldEngines = (): Expression => countBy(MODEL, ofEngines('vllm:num_requests_running'));

/** Engines without a request: held for nothing. */
export function idleEngines(): Expression {
  const requests = plus(ofEngines('vllm:num_requests_running'), ofEngines('vllm:num_requests_waiting'));
  return orZero(countBy(MODEL, binary(requests, '==', 0)), capacity('engines'));
}

/** The series of the models that have a value, each times it; undefined if none has one. */
export function times(
  settings: Settings,
  key: CapacityKey,
  operator: '*' | '/',
  valueOf: (facts: ModelFacts) => number | undefined,
): Expression | undefined {
  return anyOf(
    modelsByValue(settings, valueOf).map(([value, models]) =>
      binary(capacity(key, { model_name: oneOf(models) }), operator, value),
    ),
  );
}

/**
 * Kubernetes' names of accelerators as kube-state-metrics spells them, MIG slices included. Intel's plugin also counts
 * `millicores` and `memory.max`, which are parts of the same GPU.
 */
const GPU_RESOURCES =
  'nvidia_com_(gpu|mig_.+)|amd_com_gpu|gpu_intel_com_(i915|xe)|habana_ai_gaudi|google_com_tpu';
const POD = ['namespace', 'pod'] as const;

/** GPUs by model: as configured, for every other model what its pods request. */
export function heldGpus(settings: Settings): Expression {
  const configured = times(settings, 'engines', '*', ({ gpus }) => gpus);
  const named = modelsByValue(settings, ({ gpus }) => gpus).flatMap(([, models]) => models);
  const requested = maxBy(
    [...POD, 'container', 'resource'],
    ofWorkload(selector('kube_pod_container_resource_requests', { resource: matches(GPU_RESOURCES) })),
  );
  const ofPods = byModel(sumBy(POD, requested), named);
  return configured === undefined ? ofPods : or(configured, ofPods);
}

/**
 * Power of the GPUs by model, in watts; on Kubernetes only, where the DCGM exporter names the pod that uses a GPU. For a MIG
 * slice it reports the energy of the whole GPU, of which the slice counts by its share of seven compute slices (NVIDIA MIG
 * user guide, "Supported MIG profiles").
 */
export function gpuPower(): Expression {
  const energy = rate('DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION', { GPU_I_ID: '' }, '5m');
  const slices = [1, 2, 3, 4, 7].map((size) =>
    binary(
      rate('DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION', { GPU_I_PROFILE: matches(`${size}g.*`) }, '5m'),
      '*',
      size / 7,
    ),
  );
  const ofPods = sumBy(POD, ofWorkload(or(energy, ...slices)));
  return byModel(binary(ofPods, '/', 1000), []);
}

/**
 * Values of pods, summed by the model that they serve. A pod that reloads its model after a restart holds its GPUs and
 * reports nothing, so that half an hour back counts.
 */
function byModel(ofPods: Expression, except: readonly string[]): Expression {
  const others = except.length === 0 ? {} : { model_name: noneOf(except) };
  const served = overTime(
    'last_over_time',
    selector('vllm:num_requests_running', { pod: not(''), ...others }),
    '30m',
  );
  const model = topk(1, aggregate('group', [...MODEL, ...POD.filter(isNew)], served), POD);
  const labels = MODEL.filter((label) => !(POD as readonly string[]).includes(label));
  return sumBy(MODEL, binary(ofPods, '*', model, { on: POD, groupLeft: labels }));
}

const isNew = (label: string) => !(MODEL as readonly string[]).includes(label);

/**
 * `namespace` and `pod` are those of the workload. Where a scrape does not honor the exporter's labels, these are the
 * exporter's own, and the workload's are `exported_*`.
 */
function ofWorkload(exported: Expression): Expression {
  return POD.reduce((of, label) => labelReplace(of, label, '$1', `exported_${label}`, '(.+)'), exported);
}

/** Estimated FLOP/s of one GPU, on average over the engines of a model: the sum would grow with data parallelism. */
export const flopsPerGpu = (): Expression =>
  binary(aggregate('avg', MODEL, rate('vllm:estimated_flops_per_gpu_total', {}, '5m')), '>', 0);
