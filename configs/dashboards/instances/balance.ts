import { maxBy, ratio, sumBy, type Expression } from '../../promql/index.ts';
import type { InstanceFigure } from '../../recording/index.ts';
import { cells, row, type Row } from '../layout.ts';
import { instanceFigure } from '../model-series.ts';
import { own, ownGauge, ownQuantile, ownRate, ownRequestRate } from '../own-series.ts';
import { timeseries, type PanelArgs } from '../panels.ts';
import { BY_ENGINE, BY_INSTANCE } from '../place.ts';

const INSTANCE = '{{instance}}';
const ENGINE = '{{instance}} engine {{engine}}';

/** Load balance. Diverging lines indicate a routing problem. */
export function balanceRow(): Row {
  return row(
    'Load balance',
    cells(8, 8, [
      byInstance(
        {
          title: 'Finished requests by instance',
          text: 'Requests finished per second; a request with n > 1 counts once. Diverging lines indicate load imbalance.',
          unit: 'reqps',
        },
        instanceFigure('requests', BY_INSTANCE, ownRequestRate(BY_INSTANCE)),
      ),
      byInstance(
        {
          title: 'Generated tokens by instance',
          text: 'Tokens generated per second. Diverging lines indicate load imbalance.',
          unit: 'count:tok/s',
        },
        instanceFigure('tokens', BY_INSTANCE, sumBy(BY_INSTANCE, ownRate('vllm:generation_tokens_total'))),
      ),
      byInstance(
        {
          title: 'Prefix cache hit rate by instance',
          text: 'Share of prompt tokens found in the prefix cache. Session-affine routing raises it.',
          unit: 'percentunit',
        },
        instanceFigure(
          'prefixHits',
          BY_INSTANCE,
          ratio(
            sumBy(BY_INSTANCE, ownRate('vllm:prefix_cache_hits_total')),
            sumBy(BY_INSTANCE, ownRate('vllm:prefix_cache_queries_total')),
          ),
        ),
      ),
    ]),
  );
}

/** Latency percentiles by instance, to find a slow one. */
export function latencyRow(): Row {
  const latency = (
    title: string,
    text: string,
    name: Parameters<typeof ownQuantile>[1],
    key: InstanceFigure,
  ) =>
    byInstance(
      { title, text, unit: 's' },
      instanceFigure(key, BY_INSTANCE, ownQuantile(0.95, name, BY_INSTANCE)),
    );
  return row(
    'Latency by instance',
    cells(6, 8, [
      latency('TTFT p95', '95th percentile by instance.', 'vllm:time_to_first_token_seconds', 'ttft'),
      latency(
        'Inter-token latency p95',
        '95th percentile of the time between consecutive outputs of a request, by instance.',
        'vllm:inter_token_latency_seconds',
        'interToken',
      ),
      latency(
        'End-to-end latency p95',
        '95th percentile by instance.',
        'vllm:e2e_request_latency_seconds',
        'e2e',
      ),
      latency(
        'Queue time p95',
        '95th percentile of the time before a request is first scheduled, by instance. Values below 0.3 s are interpolated.',
        'vllm:request_queue_time_seconds',
        'queue',
      ),
    ]),
  );
}

/** One line per data-parallel rank. */
export function enginesRow(): Row {
  const idle = 'No engines';
  return row(
    'Engines',
    cells(6, 8, [
      byEngine(
        {
          title: 'Running requests by engine',
          text: 'Requests being processed by each data-parallel engine.',
          unit: 'short',
          counts: 'requests',
          idle,
        },
        sumBy(BY_ENGINE, own('vllm:num_requests_running')),
      ),
      byEngine(
        {
          title: 'Waiting requests by engine',
          text: 'Requests not yet scheduled by each data-parallel engine.',
          unit: 'short',
          counts: 'requests',
          idle,
        },
        sumBy(BY_ENGINE, own('vllm:num_requests_waiting')),
      ),
      byEngine(
        {
          title: 'KV cache usage by engine',
          text: 'Share of KV cache blocks in use on each data-parallel engine. Near 100%, requests queue or are preempted.',
          unit: 'percentunit',
          idle,
        },
        maxBy(BY_ENGINE, ownGauge('vllm:kv_cache_usage_perc')),
      ).max(1),
      byEngine(
        {
          title: 'Counted steps by engine',
          text: 'Steps per second of each data-parallel engine. Each API server counts the steps that have tokens for its own requests. 0 while the engine has requests means it is stuck.',
          unit: 'count:steps/s',
        },
        instanceFigure('steps', BY_ENGINE, sumBy(BY_ENGINE, ownRate('vllm:iteration_tokens_total_count'))),
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
