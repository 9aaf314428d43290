import { counted, FATAL, STARTED, top, where } from '../../logql/index.ts';
import { matches, PROBE_ROUTE, rate, sumBy } from '../../promql/index.ts';
import type { Settings } from '../../settings/index.ts';
import { colored, SHADES_OF_RED, STATUS_COLORS } from '../colors.ts';
import { cells, row, type Row } from '../layout.ts';
import { cell } from '../links.ts';
import { levelBars, logBars, logCount, logLines, logTable } from '../log-panels.ts';
import { heatmap, thresholds } from '../panels.ts';
import { chosen, chosenLevels, chosenWatched, FAILED } from './scope.ts';

/** Requests by the access log. That a probe fails is no failed request: a server that starts answers 503 to it. */
const ACCESS = `${where('kind', '=', 'access')} ${where('path', '!~', PROBE_ROUTE)}`;
const REFUSED = where('status', '=~', '[45]..');

/** This dashboard again, with the text that was clicked as the search. */
const narrowed = (field: string) => ({
  title: 'Show these lines',
  url: `/d/vllm-logs?\${__url_time_range}&\${loki_datasource:queryparam}&\${service:queryparam}&var-search=${cell(field)}`,
});

/** Counts over the time range. */
export function glanceRow(settings: Settings): Row {
  return row(
    'At a glance',
    cells(4, 4, [
      logCount(
        { title: 'Lines', text: 'Lines of the services chosen in the time range.' },
        counted(chosenLevels(settings), [], '$__auto'),
      ),
      logCount(
        {
          title: 'Errors',
          text: 'Lines of level error or worse, a traceback counting as one, without the mistakes of callers, which vLLM logs at the same level (`kind="client_error"`).',
        },
        counted(chosen(settings, FAILED), [], '$__auto'),
      ).thresholds(thresholds([1, 'orange'])),
      logCount(
        { title: 'Fatal errors', text: 'Ends of an engine or a worker, in the words of vLLM.' },
        counted(chosenWatched(settings, FATAL), [], '$__auto'),
      ).thresholds(thresholds([1, 'red'])),
      logCount(
        { title: 'Server starts', text: 'Starts of a model server. One that nobody asked for is a restart.' },
        counted(chosenWatched(settings, STARTED), [], '$__auto'),
      ),
      logCount(
        { title: '5xx', text: 'Requests that the server failed, by its access log.' },
        counted(chosenWatched(settings, ACCESS, where('status', '=~', '5..')), [], '$__auto'),
      ).thresholds(thresholds([1, 'red'])),
      logCount(
        { title: '4xx', text: 'Requests that the server refused, by its access log.' },
        counted(chosenWatched(settings, ACCESS, where('status', '=~', '4..')), [], '$__auto'),
      ),
    ]),
  );
}

export function volumeRow(settings: Settings): Row {
  return row(
    'Volume',
    cells(12, 8, [
      levelBars(
        { title: 'Lines by level', text: 'How much is logged, and how bad it is.' },
        counted(chosenLevels(settings), ['detected_level'], '$__auto'),
      ),
      logBars(
        { title: 'Lines by service', text: 'Who logs. A service that falls silent may be gone.' },
        counted(chosenLevels(settings), ['service_name'], '$__auto'),
        '{{service_name}}',
      ),
    ]),
  );
}

export function errorsRow(settings: Settings): Row {
  return row(
    'Errors',
    cells(12, 8, [
      logTable(
        {
          title: 'Errors by signature',
          text: 'What goes wrong most: errors by the file that reports them and the exception behind them.',
          idle: 'No error',
        },
        top(
          25,
          counted(chosen(settings, FAILED), ['service_name', 'process', 'module', 'exception'], '$__auto'),
        ),
        [
          { label: 'service_name', title: 'Service' },
          { label: 'process', title: 'Process' },
          { label: 'module', title: 'File', link: narrowed('File') },
          { label: 'exception', title: 'Exception', link: narrowed('Exception') },
        ],
      ),
      logBars(
        { title: 'Errors by service', text: 'When the errors came, and from whom.', idle: 'No error' },
        counted(chosen(settings, FAILED), ['service_name'], '$__auto'),
        '{{service_name}}',
      ).colorScheme(SHADES_OF_RED),
    ]),
  );
}

export function requestsRow(settings: Settings): Row {
  return row(
    'Requests',
    cells(8, 8, [
      colored(
        logBars(
          {
            title: 'Responses by status',
            text: 'By the access log, without probes and scrapes.',
            idle: 'No request',
          },
          counted(chosenWatched(settings, ACCESS), ['status'], '$__auto'),
          '{{status}}',
        ),
        STATUS_COLORS,
      ),
      logTable(
        {
          title: 'Failed requests by path',
          text: 'Requests that were answered with 4xx or 5xx.',
          idle: 'No failed request',
        },
        top(
          25,
          counted(
            chosenWatched(settings, ACCESS, REFUSED),
            ['service_name', 'method', 'path', 'status'],
            '$__auto',
          ),
        ),
        [
          { label: 'service_name', title: 'Service' },
          { label: 'method', title: 'Method', width: 75 },
          { label: 'path', title: 'Path', link: narrowed('Path') },
          { label: 'status', title: 'Status', width: 70 },
        ],
      ),
      slowRequests(),
    ]),
    cells(24, 5, [
      logLines(
        {
          title: 'Failed requests, if any',
          text: 'Access lines of requests answered with 4xx or 5xx. “No data” means that none failed: Grafana has no other words in a panel of lines.',
          idle: 'No failed request',
        },
        chosenWatched(settings, ACCESS, REFUSED),
      ),
    ]),
  );
}

/** vLLM's access lines have no duration; the histograms have. */
function slowRequests() {
  const rates = rate('vllm:e2e_request_latency_seconds_bucket', {
    job: matches('$service'),
    model_name: matches('$model_name'),
  });
  return heatmap(
    {
      title: 'Slow requests',
      text: 'Requests per second by how long they took, end to end. vLLM writes no durations into its log, so this comes from its metrics; services and jobs of the same name belong together.',
      unit: 's',
    },
    sumBy(['le'], rates),
  );
}

export function linesRow(settings: Settings): Row {
  return row(
    'Lines',
    cells(24, 20, [
      logLines(
        {
          title: 'Log lines',
          text: 'Everything that passes the filters. Open a line for its request id, status, file and process.',
        },
        chosenLevels(settings),
      ),
    ]),
  );
}
