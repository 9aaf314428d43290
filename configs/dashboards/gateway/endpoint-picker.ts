import { EPP, EPP_FAILURES } from '../../exporters/index.ts';
import { JOB, eachOf, fraction, matches, maxBy, PLACE } from '../../promql/index.ts';
import { cells, row, type Row } from '../layout.ts';
import { stacked, timeseries } from '../panels.ts';
import { percentiles } from '../percentiles.ts';
import { chosen, distribution, growth, total } from './series.ts';

/** Endpoint picker of the Gateway API Inference Extension and of llm-d. */
export function endpointPickerRow(): Row {
  return row(
    'Endpoint picker (llm-d, Gateway API Inference Extension)',
    cells(6, 8, [requests(), errors(), failureShare(), duration()]),
    cells(6, 8, [endpoints(), queue(), scheduling(), attempts()]),
    cells(8, 8, [tokens(), tenants(), held()]),
  );
}

function requests() {
  return stacked(
    {
      title: 'Endpoint picker requests by model',
      text: 'Requests per second by the model that the client named.',
      unit: 'reqps',
    },
    [total([...PLACE, 'model_name'], EPP.requests, growth), '{{model_name}}'],
  );
}

function errors() {
  return stacked(
    {
      title: 'Endpoint picker errors by code',
      text: '`ModelServerError` is any status but 200 of a model server, `ResourceExhausted` a request that was shed.',
      unit: 'reqps',
      idle: 'No errors',
    },
    [total([...PLACE, 'error_code'], EPP.errors, growth), '{{error_code}}'],
  );
}

function failureShare() {
  const failed = total(JOB, EPP.errors, (name) => growth(name, { error_code: matches(EPP_FAILURES) }));
  const shed = total(JOB, EPP.errors, (name) => growth(name, { error_code: 'ResourceExhausted' }));
  const all = total(JOB, EPP.requests, growth);
  return timeseries(
    {
      title: 'Endpoint picker failure share',
      text: 'Share of requests that failed in the endpoint picker or for lack of an endpoint, and the share that was shed by design.',
      unit: 'percentunit',
    },
    [fraction(failed, all), '{{job}} failed'],
    [fraction(shed, all), '{{job}} shed'],
  );
}

function duration() {
  return percentiles(
    {
      title: 'Endpoint picker request duration',
      text: 'Time from receiving a request to the end of its response, including the time of the model server.',
      unit: 's',
    },
    ['p50', 'p95', 'p99'],
    distribution(EPP.duration),
  );
}

/** Each endpoint picker of a pool reports the same pool. */
const ofPool = (names: (typeof EPP)['readyEndpoints' | 'cacheUsage' | 'queueSize']) =>
  eachOf(names, (name) => maxBy([...JOB, 'name'], chosen(name)));

function endpoints() {
  return timeseries(
    {
      title: 'Ready endpoints by pool',
      text: 'Model servers whose metrics are fresh. At 0 every request fails.',
      unit: 'none',
      counts: 'endpoints',
      idle: 'No pools',
    },
    [ofPool(EPP.readyEndpoints), '{{name}}'],
  );
}

function queue() {
  return timeseries(
    {
      title: 'Queue and KV cache by pool',
      text: 'Mean over the endpoints of a pool, as used by the endpoint picker for scheduling.',
      unit: 'none',
      counts: 'requests',
      idle: 'No pools',
    },
    [ofPool(EPP.queueSize), '{{name}} waiting'],
    [ofPool(EPP.cacheUsage), '{{name}} KV cache'],
  ).overrideByRegexp('/ KV cache$/', [{ id: 'unit', value: 'percentunit' }]);
}

function scheduling() {
  return percentiles(
    {
      title: 'Scheduling time',
      text: 'Time to pick an endpoint. It adds to the TTFT of every request; the largest bucket ends at 0.1 s.',
      unit: 's',
    },
    ['p50', 'p99'],
    distribution(EPP.schedulingTime),
  );
}

function attempts() {
  return stacked(
    {
      title: 'Scheduling attempts by status',
      text: 'Attempts per second to pick an endpoint; `failure` is a request for which none was found.',
      unit: 'reqps',
    },
    [total([...PLACE, 'status'], EPP.attempts, growth), 'Scheduling {{status}}'],
  );
}

function tokens() {
  return timeseries(
    {
      title: 'Endpoint picker tokens by model',
      text: 'Tokens per second, as the responses state them.',
      unit: 'count:tok/s',
    },
    [
      total([...PLACE, 'model_name'], EPP.inputTokens, (name) => growth(`${name}_sum`)),
      '{{model_name}} prompt',
    ],
    [
      total([...PLACE, 'model_name'], EPP.outputTokens, (name) => growth(`${name}_sum`)),
      '{{model_name}} generated',
    ],
  );
}

function tenants() {
  return timeseries(
    {
      title: 'Endpoint picker tokens by tenant',
      text: 'Prompt and generated tokens per second by fairness id, which llm-d-router reports from release 0.9.',
      unit: 'count:tok/s',
      idle: 'Requires llm-d-router 0.9 or later',
    },
    [
      total([...PLACE, 'fairness_id'], [EPP.inputTokens[0]], (name) => growth(`${name}_sum`)),
      '{{fairness_id}} prompt',
    ],
    [
      total([...PLACE, 'fairness_id'], [EPP.outputTokens[0]], (name) => growth(`${name}_sum`)),
      '{{fairness_id}} generated',
    ],
  );
}

function held() {
  return timeseries(
    {
      title: 'Requests held by flow control',
      text: 'Requests queued in the endpoint picker until the pool has capacity. A growing number means the pool is saturated.',
      unit: 'none',
      counts: 'requests',
      idle: 'Flow control is off, or no requests are queued',
    },
    [total([...PLACE, 'inference_pool'], EPP.held, chosen), '{{inference_pool}}'],
  );
}
