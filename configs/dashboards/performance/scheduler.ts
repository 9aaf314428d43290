import { sumBy } from '../../promql/index.ts';
import { cells, row, type Row } from '../layout.ts';
import { stacked, timeseries } from '../panels.ts';
import { BY_MODEL } from '../place.ts';
import { modelGauge, modelRate } from '../model-series.ts';

/** What the engines hold. */
export function schedulerRow(): Row {
  return row('Scheduler', cells(8, 8, [requestsByState(), waitingByReason(), preemptions()]));
}

function requestsByState() {
  return timeseries(
    {
      title: 'Requests by state',
      text: 'Requests that run and that wait. Waiting ones that stay while few run point at a full KV cache.',
      unit: 'short',
      counts: 'requests',
      idle: 'No engine',
    },
    [sumBy([], modelGauge('running')), 'Running'],
    [sumBy([], modelGauge('waiting')), 'Waiting'],
  );
}

function waitingByReason() {
  return stacked(
    {
      title: 'Waiting requests by reason',
      text: 'No capacity, or deferred by a LoRA budget, a KV transfer or a blocked state.',
      unit: 'short',
      counts: 'requests',
      idle: 'No engine, or all before vLLM 0.20.2',
    },
    [sumBy(['reason'], modelGauge('waitingByReason')), '{{reason}}'],
  );
}

function preemptions() {
  return timeseries(
    {
      title: 'Preemptions',
      text: 'Running requests put back per second because the KV cache was full. Each one is work done twice.',
      unit: 'count:/s',
    },
    [sumBy(BY_MODEL, modelRate('vllm:num_preemptions_total')), '{{model_name}}'],
  );
}
