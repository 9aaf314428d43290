import { maxBy, ratio, sumBy, type Expression } from '../../promql/index.ts';
import { cells, row, type Row } from '../layout.ts';
import { own, ownGauge, ownQuantile, ownRate, ownRequestRate } from '../own-series.ts';
import { timeseries, type PanelArgs } from '../panels.ts';
import { BY_ENGINE, BY_INSTANCE } from '../place.ts';

const INSTANCE = '{{instance}}';
const ENGINE = '{{instance}} engine {{engine}}';

/** Whether the load is spread evenly: lines that part point at the router. */
export function balanceRow(): Row {
  return row(
    'Load balance',
    cells(8, 8, [
      byInstance(
        {
          title: 'Finished requests by instance',
          text: 'Requests that finished per second; one with n above 1 counts once.',
          unit: 'reqps',
        },
        ownRequestRate(BY_INSTANCE),
      ),
      byInstance(
        {
          title: 'Generated tokens by instance',
          text: 'Tokens generated per second.',
          unit: 'count:tok/s',
        },
        sumBy(BY_INSTANCE, ownRate('vllm:generation_tokens_total')),
      ),
      byInstance(
        {
          title: 'Prefix cache hit rate by instance',
          text: 'Share of prompt tokens the prefix cache had. A router that keeps sessions together raises it.',
          unit: 'percentunit',
        },
        ratio(
          sumBy(BY_INSTANCE, ownRate('vllm:prefix_cache_hits_total')),
          sumBy(BY_INSTANCE, ownRate('vllm:prefix_cache_queries_total')),
        ),
      ),
    ]),
  );
}

/** The slow one among many. */
export function latencyRow(): Row {
  const latency = (title: string, text: string, name: Parameters<typeof ownQuantile>[1]) =>
    byInstance({ title, text, unit: 's' }, ownQuantile(0.95, name, BY_INSTANCE));
  return row(
    'Latency by instance',
    cells(6, 8, [
      latency(
        'Time to first token p95',
        'Duration that 95 % of requests stay below, by instance.',
        'vllm:time_to_first_token_seconds',
      ),
      latency(
        'Inter-token latency p95',
        'Time between two outputs that 95 % of them stay below, by instance.',
        'vllm:inter_token_latency_seconds',
      ),
      latency(
        'End-to-end latency p95',
        'Duration that 95 % of requests stay below, by instance.',
        'vllm:e2e_request_latency_seconds',
      ),
      latency(
        'Queue time p95',
        'Time in the queue that 95 % of requests stay below, by instance; below 0.3 s it is interpolated.',
        'vllm:request_queue_time_seconds',
      ),
    ]),
  );
}

/** Data-parallel ranks one by one. */
export function enginesRow(): Row {
  const idle = 'No engine';
  return row(
    'Engines',
    cells(6, 8, [
      byEngine(
        {
          title: 'Running requests by engine',
          text: 'Requests in the batch of each data-parallel engine.',
          unit: 'short',
          counts: 'requests',
          idle,
        },
        sumBy(BY_ENGINE, own('vllm:num_requests_running')),
      ),
      byEngine(
        {
          title: 'Waiting requests by engine',
          text: 'Requests each data-parallel engine has not scheduled yet.',
          unit: 'short',
          counts: 'requests',
          idle,
        },
        sumBy(BY_ENGINE, own('vllm:num_requests_waiting')),
      ),
      byEngine(
        {
          title: 'KV cache usage by engine',
          text: 'Share of the KV cache in use on each data-parallel engine.',
          unit: 'percentunit',
          idle,
        },
        maxBy(BY_ENGINE, ownGauge('vllm:kv_cache_usage_perc')),
      ).max(1),
      byEngine(
        {
          title: 'Steps counted by engine',
          text: 'Steps per second of each data-parallel engine, as its API servers count them: with several of them a step counts once for each that has requests in it. None while it has requests means it is stuck.',
          unit: 'count:steps/s',
        },
        sumBy(BY_ENGINE, ownRate('vllm:iteration_tokens_total_count')),
      ),
    ]),
  );
}

function byInstance(args: PanelArgs, expr: Expression) {
  return timeseries(args, [expr, INSTANCE]);
}

function byEngine(args: PanelArgs, expr: Expression) {
  return timeseries(args, [expr, ENGINE]);
}
