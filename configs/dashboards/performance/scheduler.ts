import { sumBy } from '../../promql/index.ts';
import { cells, row, type Row } from '../layout.ts';
import { lettered, query, stacked, timeseries } from '../panels.ts';
import { modelGauge, modelRate } from '../model-series.ts';

/** What the engines hold. */
export function schedulerRow(): Row {
  return row('Scheduler', cells(8, 8, [requestsByState(), waitingByReason(), preemptions()]));
}

function requestsByState() {
  const panel = timeseries({
    title: 'Requests by state',
    text: 'Requests that run and that wait. Waiting ones that stay while few run point at a full KV cache.',
    metrics: ['vllm:num_requests_running', 'vllm:num_requests_waiting'],
    unit: 'short',
    counts: 'requests',
    idle: 'No engine',
  });
  return lettered(panel, [
    query(sumBy([], modelGauge('running')), 'Running'),
    query(sumBy([], modelGauge('waiting')), 'Waiting'),
  ]);
}

function waitingByReason() {
  const panel = stacked({
    title: 'Waiting requests by reason',
    text: 'No capacity, or deferred by a LoRA budget, a KV transfer or a blocked state.',
    metrics: ['vllm:num_requests_waiting_by_reason'],
    unit: 'short',
    counts: 'requests',
    idle: 'No engine, or all before vLLM 0.20.2',
  });
  return lettered(panel, [query(sumBy(['reason'], modelGauge('waitingByReason')), '{{reason}}')]);
}

function preemptions() {
  const panel = timeseries({
    title: 'Preemptions',
    text: 'Running requests put back per second because the KV cache was full. Each one is work done twice.',
    metrics: ['vllm:num_preemptions_total'],
    unit: 'count:/s',
  });
  return lettered(panel, [
    query(sumBy(['model_name'], modelRate('vllm:num_preemptions_total')), '{{model_name}}'),
  ]);
}
