import { MISSING_KEYS, signal, type SignalKey } from '../../capacity/index.ts';
import { maxBy, sumBy } from '../../promql/index.ts';
import { cells, row, type Row } from '../layout.ts';
import { thresholds, timeseries, limitLines } from '../panels.ts';
import { BY_MODEL } from '../place.ts';
import { CHOSEN_MODELS } from '../model-series.ts';
import { LEGEND } from './scope.ts';

/** Work that met the objectives, and what an autoscaler acts on. */
export function scalingRow(): Row {
  return row('Goodput and scaling', cells(12, 8, [goodput(), concurrency(), waiting(), kvUsage()]));
}

/** Already one series per model; shares must not be added up. */
const ofModels = (key: SignalKey) => maxBy(BY_MODEL, signal(key, CHOSEN_MODELS));

function goodput() {
  return timeseries(
    {
      title: 'Goodput, lower and upper bound',
      text: 'Requests per second that met all objectives, as a band: objectives are counted one by one, so how far their bad requests are the same is unknown. Lower bound: 1 less the sum of the bad shares. Upper bound: 1 less the largest of them. Without requests of one objective there is no lower bound.',
      unit: 'reqps',
      idle: 'No requests yet, or no SLO rules',
    },
    [sumBy(BY_MODEL, signal('goodputLower', CHOSEN_MODELS)), `${LEGEND} at least`],
    [sumBy(BY_MODEL, signal('goodputUpper', CHOSEN_MODELS)), `${LEGEND} at most`],
  );
}

function concurrency() {
  return timeseries(
    {
      title: 'Concurrency of max-num-seqs',
      text: 'Running and waiting requests over the batch slots of all engines. Above 100 % requests wait for a slot.',
      unit: 'percentunit',
      idle: `Needs ${MISSING_KEYS.maxNumSeqs}`,
    },
    [ofModels('concurrency'), LEGEND],
  )
    .thresholds(thresholds([1, 'orange']))
    .thresholdsStyle(limitLines());
}

function waiting() {
  return timeseries(
    {
      title: 'Waiting requests per replica',
      text: 'Requests not yet scheduled, per server of the model.',
      unit: 'short',
      counts: 'requests',
      idle: 'No server',
    },
    [ofModels('waiting'), LEGEND],
  );
}

function kvUsage() {
  return timeseries(
    {
      title: 'KV cache in use',
      text: 'Share of the KV cache in use, on average over the engines of a model.',
      unit: 'percentunit',
      idle: 'No server',
    },
    [ofModels('kvUsage'), LEGEND],
  ).max(1);
}
