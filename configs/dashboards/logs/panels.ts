import { counted, FATAL, STARTED, top, where } from '../../logql/index.ts';
import { matches, PROBE_ROUTE, rate, sumBy } from '../../promql/index.ts';
import type { Settings } from '../../settings/index.ts';
import { colored, SHADES_OF_RED, STATUS_COLORS } from '../colors.ts';
import { cells, row, type Row } from '../layout.ts';
import { cell } from '../links.ts';
import { levelBars, logBars, logCount, logLines, logTable } from '../log-panels.ts';
import { heatmap, thresholds } from '../panels.ts';
import { chosen, chosenLevels, chosenWatched, FAILED } from './scope.ts';

/** Requests in the access log. Probes are excluded: a server that is starting up answers them with 503. */
const ACCESS = `${where('kind', '=', 'access')} ${where('path', '!~', PROBE_ROUTE)}`;
const REFUSED = where('status', '=~', '[45]..');

/** Link to this dashboard with the clicked text as the search. */
const narrowed = (field: string) => ({
  title: 'Show matching log lines',
  url: `/d/vllm-logs?\${__url_time_range}&\${loki_datasource:queryparam}&\${service:queryparam}&var-search=${cell(field)}`,
});

/** Counts over the time range. */
export function overviewRow(settings: Settings): Row {
  return row(
    'Overview',
    cells(4, 4, [
      logCount(
        { title: 'Total lines', text: 'Log lines of the selected services and levels in the time range.' },
        counted(chosenLevels(settings), [], '$__auto'),
      ),
      logCount(
        {
          title: 'Errors',
          text: 'Log lines of level error or higher in the time range, without client errors, which vLLM logs at the same level (`kind="client_error"`). A traceback counts as one.',
        },
        counted(chosen(settings, FAILED), [], '$__auto'),
      ).thresholds(thresholds([1, 'orange'])),
      logCount(
        {
          title: 'Fatal errors',
          text: 'Fatal vLLM engine and worker errors in the time range. Any is an outage of that engine.',
        },
        counted(chosenWatched(settings, FATAL), [], '$__auto'),
      ).thresholds(thresholds([1, 'red'])),
      logCount(
        {
          title: 'Server starts',
          text: 'Starts of vLLM servers in the time range. An unplanned start means a crash or an eviction.',
        },
        counted(chosenWatched(settings, STARTED), [], '$__auto'),
      ),
      logCount(
        {
          title: '5xx',
          text: 'Requests answered with a server error (5xx) in the time range, from the access log.',
        },
        counted(chosenWatched(settings, ACCESS, where('status', '=~', '5..')), [], '$__auto'),
      ).thresholds(thresholds([1, 'red'])),
      logCount(
        {
          title: '4xx',
          text: 'Requests answered with a client error (4xx) in the time range, from the access log.',
        },
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
        { title: 'Log lines by level', text: 'Log lines per interval by level.' },
        counted(chosenLevels(settings), ['detected_level'], '$__auto'),
      ),
      logBars(
        {
          title: 'Log lines by service',
          text: 'Log lines per interval by service. A service that stops logging may be down.',
        },
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
          text: 'Most frequent errors in the time range, by source file and exception.',
          idle: 'No errors',
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
        {
          title: 'Errors by service',
          text: 'Log lines of level error or higher per interval, by service.',
          idle: 'No errors',
        },
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
            text: 'Responses per interval by status code, from the access log. Probes and scrapes are excluded.',
            idle: 'No requests',
          },
          counted(chosenWatched(settings, ACCESS), ['status'], '$__auto'),
          '{{status}}',
        ),
        STATUS_COLORS,
      ),
      logTable(
        {
          title: 'Failed requests by path',
          text: 'Requests answered with 4xx or 5xx in the time range, by path.',
          idle: 'No failed requests',
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
      endToEndHeatmap(),
    ]),
    cells(24, 5, [
      logLines(
        {
          title: 'Failed requests',
          text: 'Access log lines of requests answered with 4xx or 5xx. "No data" means that no requests failed: Grafana logs panels have no configurable empty state.',
          idle: 'No failed requests',
        },
        chosenWatched(settings, ACCESS, REFUSED),
      ),
    ]),
  );
}

/** vLLM's access log has no durations; its histograms do. */
function endToEndHeatmap() {
  const rates = rate('vllm:e2e_request_latency_seconds_bucket', {
    job: matches('$service'),
    model_name: matches('$model_name'),
  });
  return heatmap(
    {
      title: 'Distribution of end-to-end latency',
      text: 'Requests per second by end-to-end latency. Read from metrics because vLLM does not log durations; a service has the name of its scrape job.',
      unit: 's',
    },
    sumBy(['le'], rates),
  );
}

export function linesRow(settings: Settings): Row {
  return row(
    'Log lines',
    cells(24, 20, [
      logLines(
        {
          title: 'Log lines',
          text: 'Log lines that match the filters, newest first. Expand a line for its request ID, status, file and process.',
        },
        chosenLevels(settings),
      ),
    ]),
  );
}
