import { sumBy } from '../../promql/index.ts';
import { cells, row, type Row } from '../layout.ts';
import { stacked, timeseries } from '../panels.ts';
import { BY_MODEL } from '../place.ts';
import { modelGauge, modelRate } from '../model-series.ts';

/** Running, waiting and preempted requests. */
export function schedulerRow(): Row {
  return row('Scheduler', cells(8, 8, [requestsByState(), waitingByReason(), preemptions()]));
}

function requestsByState() {
  return timeseries(
    {
      title: 'Requests by state',
      text: 'Requests running and waiting. Waiting requests while few are running indicate a full KV cache.',
      unit: 'short',
      counts: 'requests',
      idle: 'No engines',
    },
    [sumBy([], modelGauge('running')), 'Running'],
    [sumBy([], modelGauge('waiting')), 'Waiting'],
  );
}

function waitingByReason() {
  return stacked(
    {
      title: 'Waiting requests by reason',
      text: 'Waiting requests by reason: no capacity, or deferred by the LoRA limit, a KV transfer or a blocked state.',
      unit: 'short',
      counts: 'requests',
      idle: 'No engines, or vLLM older than 0.20.2',
    },
    [sumBy(['reason'], modelGauge('waitingByReason')), '{{reason}}'],
  );
}

function preemptions() {
  return timeseries(
    {
      title: 'Preemptions',
      text: 'Running requests preempted per second because the KV cache was full. Preempted requests are recomputed.',
      unit: 'count:/s',
    },
    [sumBy(BY_MODEL, modelRate('vllm:num_preemptions_total')), '{{model_name}}'],
  );
}
