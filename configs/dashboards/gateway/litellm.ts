import { LITELLM_FAILURES } from '../../exporters/index.ts';
import { JOB, binary, countBy, fraction, matches, ratio, sumBy, PLACE } from '../../promql/index.ts';
import { fixedColor } from '../colors.ts';
import { cells, row, type Row } from '../layout.ts';
import { stacked, timeseries } from '../panels.ts';
import { percentiles } from '../percentiles.ts';
import { chosen, distribution, growth } from './series.ts';

/** Proxy of LiteLLM. */
export function litellmRow(): Row {
  return row(
    'Proxy (LiteLLM)',
    cells(8, 8, [requests(), failures(), failureShare()]),
    cells(8, 8, [latency(), backendLatency(), deployments()]),
    cells(6, 8, [attempts(), failedAttempts(), cooldowns(), fallbacks()]),
    cells(12, 8, [tokens(), requestsByTeam()]),
  );
}

const REQUESTS = 'litellm_proxy_total_requests_metric_total';
const FAILED = 'litellm_proxy_failed_requests_metric_total';

function requests() {
  return stacked(
    {
      title: 'LiteLLM requests by model',
      text: 'Requests of clients per second by the model that they named.',
      unit: 'reqps',
    },
    [sumBy([...PLACE, 'requested_model'], growth(REQUESTS)), '{{requested_model}}'],
  );
}

function failures() {
  return stacked(
    {
      title: 'LiteLLM failures by status',
      text: 'Requests per second whose client received an error, by status. While every deployment of a model is cooled down the status is 429.',
      unit: 'reqps',
      idle: 'No failures',
    },
    [sumBy([...PLACE, 'exception_status'], growth(FAILED)), '{{exception_status}}'],
  );
}

function failureShare() {
  const all = sumBy(JOB, growth(REQUESTS));
  return timeseries(
    {
      title: 'LiteLLM failure share',
      text: 'Share of requests that failed with a server error (5xx, or 408 for a timeout), and of requests that were rate limited.',
      unit: 'percentunit',
    },
    [
      fraction(sumBy(JOB, growth(FAILED, { exception_status: matches(LITELLM_FAILURES) })), all),
      '{{job}} failed',
    ],
    [fraction(sumBy(JOB, growth(FAILED, { exception_status: '429' })), all), '{{job}} rate limit'],
  );
}

function latency() {
  return percentiles(
    {
      title: 'LiteLLM latency',
      text: 'Time from receiving a request to the end of its response.',
      unit: 's',
    },
    ['p50', 'p95', 'p99'],
    distribution(['litellm_request_total_latency_metric']),
  );
}

function backendLatency() {
  return percentiles(
    {
      title: 'LiteLLM backend latency',
      text: 'The part of the latency spent in the backend. The difference is the proxy itself, including retries.',
      unit: 's',
    },
    ['p50', 'p95', 'p99'],
    distribution(['litellm_llm_api_latency_metric']),
  );
}

function deployments() {
  const state = chosen('litellm_deployment_state');
  const count = (value: number) => countBy(JOB, binary(state, '==', value));
  const panel = stacked(
    {
      title: 'LiteLLM deployments by state',
      text: 'Deployments after their last request. A deployment that has received no request since the proxy started is not counted.',
      unit: 'none',
      counts: 'deployments',
      idle: 'No requests yet',
    },
    [count(0), '{{job}} healthy'],
    [count(1), '{{job}} partial outage'],
    [count(2), '{{job}} cooled down'],
  );
  return panel
    .overrideByRegexp('/ healthy$/', [fixedColor('green')])
    .overrideByRegexp('/ partial outage$/', [fixedColor('orange')])
    .overrideByRegexp('/ cooled down$/', [fixedColor('red')]);
}

function attempts() {
  return timeseries(
    {
      title: 'LiteLLM attempts per request',
      text: 'Attempts per client request. Values above 1 are retries.',
      unit: 'none',
      counts: 'attempts',
    },
    [
      ratio(sumBy(JOB, growth('litellm_deployment_total_requests_total')), sumBy(JOB, growth(REQUESTS))),
      '{{job}}',
    ],
  );
}

function failedAttempts() {
  return timeseries(
    {
      title: 'LiteLLM failed attempts by deployment',
      text: 'Failed attempts per second, including retries.',
      unit: 'reqps',
      idle: 'No failed attempts',
    },
    [sumBy([...PLACE, 'api_base'], growth('litellm_deployment_failure_responses_total')), '{{api_base}}'],
  );
}

function cooldowns() {
  return timeseries(
    {
      title: 'LiteLLM cooldowns by deployment',
      text: 'Times per second that a deployment was cooled down: it receives no requests for some seconds after failures.',
      unit: 'count:/s',
      idle: 'No cooldowns',
    },
    [sumBy([...PLACE, 'api_base'], growth('litellm_deployment_cooled_down_total')), '{{api_base}}'],
  );
}

function fallbacks() {
  return timeseries(
    {
      title: 'LiteLLM fallbacks',
      text: 'Requests per second that a fallback model served, and that failed after all fallbacks.',
      unit: 'reqps',
      idle: 'No fallbacks',
    },
    [
      sumBy([...PLACE, 'requested_model'], growth('litellm_deployment_successful_fallbacks_total')),
      '{{requested_model}} answered',
    ],
    [
      sumBy([...PLACE, 'requested_model'], growth('litellm_deployment_failed_fallbacks_total')),
      '{{requested_model}} failed',
    ],
  );
}

function tokens() {
  return timeseries(
    {
      title: 'LiteLLM tokens by team',
      text: 'Tokens per second by the team of the virtual key.',
      unit: 'count:tok/s',
    },
    [sumBy([...PLACE, 'team_alias'], growth('litellm_input_tokens_metric_total')), '{{team_alias}} prompt'],
    [
      sumBy([...PLACE, 'team_alias'], growth('litellm_output_tokens_metric_total')),
      '{{team_alias}} generated',
    ],
  );
}

function requestsByTeam() {
  return stacked(
    {
      title: 'LiteLLM requests by team',
      text: 'Requests per second by the team of the virtual key.',
      unit: 'reqps',
    },
    [sumBy([...PLACE, 'team_alias'], growth(REQUESTS)), '{{team_alias}}'],
  );
}
