import { timeToServe } from '../../capacity/index.ts';
import { LOADING_PHASE, quantileOver, watchedLogs } from '../../logql/index.ts';
import { matches, maxBy } from '../../promql/index.ts';
import type { Settings } from '../../settings/index.ts';
import { cells, row, type Row } from '../layout.ts';
import { logDurationTable } from '../log-panels.ts';
import { CHOSEN_MODELS } from '../model-series.ts';
import { timeseries } from '../panels.ts';
import { BY_MODEL } from '../place.ts';
import { LEGEND } from './scope.ts';

const QUANTILES = [0.5, 0.95] as const;

/** Time until a new replica serves, in all and by phase. */
export function timeToServeRow(settings: Settings): Row {
  const panels = [...QUANTILES.map(total), ...(settings.logs.enabled ? [phases(settings)] : [])];
  return row('Time to serve', cells(24 / panels.length, 8, panels));
}

function total(quantile: (typeof QUANTILES)[number]) {
  return timeseries(
    {
      title: `Time to serve (p${quantile * 100})`,
      text: 'From the start of the process to the first scrape that it answers, when the model is loaded; over the starts of the week before each point. Pulling the image and waiting for a GPU come before it.',
      unit: 's',
      idle: 'No start within a week',
    },
    [maxBy(BY_MODEL, timeToServe(quantile, '7d', CHOSEN_MODELS)), LEGEND],
  );
}

function phases(settings: Settings) {
  const lines = watchedLogs(
    settings,
    { stack: settings.name, service_name: matches('$job'), model_name: matches('(?:$model_name)?') },
    ...LOADING_PHASE,
  );
  return logDurationTable(
    {
      title: 'Start by phase',
      text: 'Duration of each phase of the starts within the time range, from the logs: loading the weights, loading the model (the weights included), and initializing the engine, with profiling, KV cache, compilation and warm-up.',
      idle: 'No start in the time range',
    },
    [
      { label: 'model_name', title: 'Model' },
      { label: 'phase', title: 'Phase' },
    ],
    QUANTILES.map((quantile) => ({
      title: `p${quantile * 100}`,
      expr: quantileOver(quantile, lines, 'seconds', ['model_name', 'phase'], '$__auto'),
    })),
  );
}
