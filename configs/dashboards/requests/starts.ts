import { generatesSpanMetrics } from '../../inventory/traces.ts';
import { matches, ratio, increase, sumBy } from '../../promql/index.ts';
import type { Settings } from '../../settings/index.ts';
import { cells, row, type Row } from '../layout.ts';
import { total } from '../panels.ts';
import { spanTable, traceBars } from '../trace-panels.ts';
import { spans, START } from './scope.ts';

/** Phases of a start that take its time (vLLM 0.32, `@instrument` and `instrument_manual`), without those that contain them. */
const PHASES = [
  'Worker init',
  'Initialize model',
  'Load weights',
  'Load model',
  'Allocate KV cache',
  'Warmup.*',
  'Prepare model',
  'Capture.*',
  'Compile.*',
].join('|');

/** Starts of vLLM servers, which send a span per phase. */
export function startsRow(settings: Settings): Row {
  const usual = generatesSpanMetrics(settings) ? cells(4, 9, [usualTime()]) : [];
  return row(
    'Starts of vLLM',
    usual,
    cells(10, 9, [byPhase()]),
    cells(24 - 10 - usual.length * 4, 9, [starts()]),
  );
}

function usualTime() {
  const of = (suffix: 'sum' | 'count') =>
    sumBy(
      [],
      increase(
        `traces_spanmetrics_latency_${suffix}`,
        { span_name: START, job: matches('$job') },
        '$__range',
      ),
    );
  return total(
    {
      title: 'Mean start time',
      text: 'Mean time from the start of the engine until it serves, over the starts of the time range.',
      unit: 's',
      idle: 'No starts',
    },
    [ratio(of('sum'), of('count')), 'Mean start time'],
  );
}

function byPhase() {
  return traceBars(
    {
      title: 'Start time by phase',
      text: 'Longest time of each phase among the starts of the time range. Phases that contain others include their time.',
      unit: 's',
      name: 'name',
      idle: 'No starts',
    },
    `${spans(`name =~ "${PHASES}"`)} | max_over_time(duration) by (name)`,
  );
}

function starts() {
  return spanTable(
    {
      title: 'Starts',
      text: 'Starts of vLLM servers with the time until they serve. The span leads to the phases.',
      idle: 'No starts',
      sortBy: 'Start',
      columns: [
        { field: 'time', title: 'Start', width: 170 },
        { field: 'service.name', title: 'Service' },
        { field: 'spanID', title: 'Span', width: 150 },
        { field: 'duration', title: 'Duration', unit: 'ns', width: 95 },
      ],
    },
    `${spans(`name = "${START}"`)} | select(resource.service.name)`,
  );
}
