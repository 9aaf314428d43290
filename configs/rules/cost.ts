import {
  capacity,
  costPerMillionTokens,
  forecast,
  highestLoad,
  limitReached,
  modelsByValue,
  signal,
  usageAtPeak,
} from '../capacity/index.ts';
import {
  ago,
  and,
  anyOf,
  binary,
  call,
  countBy,
  oneOf,
  or,
  overTime,
  rate,
  ratio,
  selector,
  subquery,
  sumBy,
  unless,
} from '../promql/index.ts';
import { jobIs, SERVER, vllmJobs } from '../slo/scope.ts';
import { unlessAsleep } from './asleep.ts';
import { ofAlert, type RuleDefinition } from './rule.ts';

const costPerTokenHigh: RuleDefinition = {
  name: 'VLLMCostPerTokenHigh',
  severity: 'info',
  for: '15m',
  why: 'the cost is that of a whole day, so minutes do not matter',
  source: 'prometheus',
  query: (settings) => {
    const limits = modelsByValue(settings, ({ perMillionTokens }) => perMillionTokens);
    return anyOf(
      limits.map(([limit, models]) => {
        const of = { model_name: oneOf(models) };
        // The first day of a model has none of its quiet hours. A week back, as a model that is scaled to zero at night has no
        // cost at every hour of the day before.
        const before = call('last_over_time', subquery(ago(capacity('cost', of), '22h'), '6d', '1h'));
        return and(binary(costPerMillionTokens('1d', of), '>', limit), before);
      }),
    );
  },
  summary: 'Tokens of a model cost more than the limit.',
  description:
    'A million tokens of {{ $labels.model_name }} ({{ $labels.job }}) cost {{ $value | humanize }} over the last day, more than the configured limit.',
  dashboard: 'capacity',
  runbook: {
    meaning:
      'The cost of all GPUs of the model over a day, divided by its input and output tokens, exceeds `cost.perMillionTokens` or the limit of the model.',
    impact: 'Users notice nothing. Serving the model costs more than the limit.',
    diagnosis: [
      {
        text: 'Check how much of the hardware was idle.',
        query: binary(
          capacity('idleCost', ofAlert('model_name')),
          '/',
          capacity('cost', ofAlert('model_name')),
        ),
      },
      {
        text: 'Compare the GPUs with those of the days before; if they are the same, the traffic fell.',
        query: capacity('gpus', ofAlert('model_name')),
      },
    ],
    mitigation: [
      'Scale down, or to zero in quiet hours (docs/autoscaling.md).',
      'Move the model to cheaper GPUs, or quantize it so that it needs fewer.',
      'Raise the limit if the price is what the model is worth.',
    ],
  },
};

const replicaIdle: RuleDefinition = {
  name: 'VLLMReplicaIdle',
  severity: 'info',
  for: '4h',
  why: 'an idle replica costs as much as a busy one; four hours are longer than a lull, and shorter than a night',
  source: 'prometheus',
  // Short requests fall between scrapes and show in the tokens alone; those of embedding models have prompt tokens only.
  query: (settings) => {
    const job = jobIs(vllmJobs(settings));
    const engines = countBy(SERVER, selector('vllm:num_requests_running', job));
    const requests = (['vllm:num_requests_running', 'vllm:num_requests_waiting'] as const).map((name) =>
      sumBy(SERVER, overTime('max_over_time', selector(name, job), '10m')),
    );
    const busy = or(
      binary(requests[0]!, '>', 0),
      binary(requests[1]!, '>', 0),
      binary(sumBy(SERVER, rate('vllm:generation_tokens_total', job, '10m')), '>', 0),
      binary(sumBy(SERVER, rate('vllm:prompt_tokens_total', job, '10m')), '>', 0),
    );
    // VLLMEngineAsleep fires for those that sleep, unless they may.
    return unlessAsleep(unless(engines, busy), job, SERVER);
  },
  summary: 'A replica has been idle for hours.',
  description:
    '{{ $labels.instance }} serves {{ $labels.model_name }} ({{ $labels.job }}) and has had no request; it holds the GPUs of {{ $value }} engines.',
  dashboard: 'capacity',
  runbook: {
    meaning: 'The server is up, and for as long as the alert waits it neither ran nor queued a request.',
    impact: 'Its GPUs cost money and serve no requests.',
    diagnosis: [
      {
        text: 'Check whether the other replicas of the model have requests: then the load balancer does not send it any.',
        query: 'sum by (instance) (vllm:num_requests_running{model_name="<model_name>"})',
      },
    ],
    mitigation: [
      'Scale the model down; scale to zero if nobody uses it (docs/autoscaling.md).',
      'Fix the routing if other replicas are busy.',
      'Disable the rule for fleets that keep a spare replica: `alerts.rules.VLLMReplicaIdle.enabled: false`.',
    ],
  },
};

const demandAboveCapacity: RuleDefinition = {
  name: 'VLLMDemandAboveCapacity',
  severity: 'warning',
  for: '30m',
  threshold: { value: 1, of: 'running and waiting requests per batch slot of all engines' },
  why: 'above 1 requests wait for a slot; half an hour is longer than an autoscaler and the start of a replica take',
  source: 'prometheus',
  query: (settings) =>
    modelsByValue(settings, ({ maxNumSeqs }) => maxNumSeqs).length === 0
      ? undefined
      : signal('concurrency', jobIs(vllmJobs(settings))),
  fires: 'above',
  summary: 'Demand exceeds capacity, and scaling did not help.',
  description:
    '{{ $labels.model_name }} ({{ $labels.job }}) has {{ $value | humanizePercentage }} of its batch slots in demand, longer than a new replica takes to start.',
  dashboard: 'capacity',
  runbook: {
    meaning:
      'Running and waiting requests together exceed the batch slots (`--max-num-seqs`) of all engines that serve, and whatever scaling was done in the meantime has not changed that.',
    impact: 'Requests wait, and the TTFT rises.',
    diagnosis: [
      { text: 'Check whether replicas were added.', query: signal('replicas', ofAlert('model_name')) },
      {
        text: 'Check the autoscaler: its maximum, its errors, and pods that wait for a GPU.',
      },
    ],
    mitigation: [
      'Add replicas by hand, or raise the maximum of the autoscaler.',
      'Free GPUs, or add nodes, if pods are pending.',
      'Limit the queue (`--max-num-queued-reqs`) or shed load at the gateway until then.',
    ],
  },
};

const forecastAboveCapacity: RuleDefinition = {
  name: 'VLLMForecastAboveCapacity',
  severity: 'warning',
  for: '6h',
  threshold: {
    value: 1,
    of: 'times the highest load at which the objectives were met, for the daily peak a week ahead, less its standard error',
  },
  why: 'a week is the time in which replicas can be added without haste; less the standard error, five of six such alerts come true',
  source: 'prometheus',
  query: (settings) => {
    const job = jobIs(vllmJobs(settings));
    const peak = binary(forecast('expected', job), '-', forecast('error', job));
    return and(ratio(peak, highestLoad('1d', job)), limitReached(peak, job));
  },
  fires: 'above',
  summary: 'The daily peak will exceed what the fleet can carry.',
  description:
    'The daily peak of {{ $labels.model_name }} ({{ $labels.job }}) is expected to reach {{ $value | humanizePercentage }} of the highest load at which its objectives were met.',
  dashboard: 'capacity',
  runbook: {
    meaning:
      'A line through the daily peaks of the last two weeks, less its standard error, will exceed within a week the highest load at which all objectives were met, with the most engines of the last day. That load is the limit: above it an objective was missed, or a resource will be exhausted before the peak.',
    impact: 'None yet. Without more capacity the objectives will be missed at the daily peak.',
    diagnosis: [
      { text: 'Compare the daily peaks with the forecast.', query: forecast('peak', ofAlert('model_name')) },
      {
        text: 'Find the resource that runs out first.',
        query: usageAtPeak(ofAlert('model_name')),
      },
      {
        text: 'Compare with the limit.',
        query: highestLoad('1d', ofAlert('model_name')),
      },
    ],
    mitigation: [
      'Add replicas, or raise the maximum of the autoscaler, before the peak.',
      'If the KV cache runs out first: increase it (see VLLMKVCachePressure); if it is the batch slots: raise `--max-num-seqs`.',
      'Move load to quiet hours, or limit it at the gateway.',
    ],
  },
};

/** GPUs are worth their money, and there are enough of them. */
export const COST_RULES = [costPerTokenHigh, replicaIdle, demandAboveCapacity, forecastAboveCapacity];
