import type { LatencyMetric, ObjectiveName } from '../objectives/index.ts';
import { quantile, rate, ratio, selector, sumBy, type Expression } from '../promql/index.ts';
import { ofAlert, type DiagnosisStep } from './rule.ts';

/** Texts of the two alerts of an objective. */
interface SloTexts {
  /** The objective within a summary: "Fast burn of the … error budget." */
  readonly subject: string;
  /** Property of a bad request, as the end of "5 % of the requests …". */
  readonly bad: string;
  readonly impact: string;
  /** Bad requests that the objective does not count. */
  readonly blind: readonly string[];
  readonly diagnosis: readonly DiagnosisStep[];
  readonly mitigation: readonly string[];
}

const MODEL = ofAlert('model_name');

/** vLLM records the latency of a request when it finishes. */
const CUT_OFF = 'Requests that their clients cut off: vLLM records nothing of them. See VLLMRequestsCutOff.';

const meanOf = (histogram: 'vllm:request_prompt_tokens' | 'vllm:request_generation_tokens'): Expression =>
  ratio(sumBy([], rate(`${histogram}_sum`, MODEL, '5m')), sumBy([], rate(`${histogram}_count`, MODEL, '5m')));

const latencySteps = (histogram: LatencyMetric): DiagnosisStep[] => [
  {
    text: 'Find the slow servers. One server points to a broken server; all of them point to a lack of capacity or to different traffic.',
    query: quantile(0.99, histogram, ['instance'], MODEL, '5m'),
  },
  {
    text: 'Check whether requests are queued.',
    query: sumBy(['instance'], selector('vllm:num_requests_waiting', MODEL)),
  },
  { text: 'Check whether prompts have become longer.', query: meanOf('vllm:request_prompt_tokens') },
];

export const TEXTS: Readonly<Record<ObjectiveName, SloTexts>> = {
  availability: {
    subject: 'availability',
    bad: 'ended in an error',
    impact: 'Users receive errors or incomplete responses.',
    blind: [
      'Requests that never reached an engine: see HTTPServerErrors.',
      'Requests that are rejected at a queue limit, unless `slo.countRejections` is set: see VLLMAdmissionRejections.',
      CUT_OFF,
    ],
    diagnosis: [
      {
        text: 'Find out why requests end, and on which servers.',
        query: sumBy(['instance', 'finished_reason'], rate('vllm:request_success_total', MODEL, '5m')),
      },
      {
        text: 'Check whether requests are rejected.',
        query: sumBy(['reason'], rate('vllm:admission_rejections_total', MODEL, '5m')),
      },
      { text: 'Read the errors in the logs.', query: '{service_name="<job>"} |~ "ERROR|Traceback"' },
    ],
    mitigation: [
      'One server: take it out of the load balancer and restart it.',
      'All servers: roll back the last change of model, version or flags.',
    ],
  },
  ttft: {
    subject: 'TTFT',
    bad: 'had a time to first token above the objective',
    impact: 'Users wait in front of an empty response.',
    blind: [
      'Requests that are cut off before their first token.',
      'Time before the API server received the request, for example in a gateway.',
    ],
    diagnosis: latencySteps('vllm:time_to_first_token_seconds'),
    mitigation: [
      'Requests are queued: add replicas, or shed load at the gateway.',
      'Long prompts: lower `--max-num-batched-tokens` (chunked prefill), or route them to dedicated servers.',
      'The prefix cache hit rate has dropped: route sessions to the server that holds their prefix.',
    ],
  },
  tpot: {
    subject: 'time per output token',
    bad: 'had a time per output token above the objective',
    impact: 'Text appears slower than users read it.',
    blind: [
      'Pauses within a response: it is the mean of a request.',
      'Requests of one token, which have no time per output token and are left out.',
      CUT_OFF,
    ],
    diagnosis: latencySteps('vllm:request_time_per_output_token_seconds'),
    mitigation: [
      'Batches are too large: lower `--max-num-seqs`, or add replicas.',
      'Prefills interrupt decoding: enable chunked prefill or lower `--max-num-batched-tokens`.',
      'One server: check the clock and the temperature of its GPU.',
    ],
  },
  e2e: {
    subject: 'end-to-end latency',
    bad: 'took longer than the objective',
    impact: 'Clients without streaming wait, or give up at their timeout.',
    blind: [CUT_OFF, 'Requests that still run: a response that hangs is counted when it ends.'],
    diagnosis: [
      ...latencySteps('vllm:e2e_request_latency_seconds'),
      {
        text: 'Check whether responses have become longer: longer responses take longer, and the servers are not at fault.',
        query: meanOf('vllm:request_generation_tokens'),
      },
    ],
    mitigation: [
      'The first token is late: see the alert on TTFT.',
      'Tokens are slow: see the alert on time per output token.',
      'Responses are longer: limit `max_tokens`, or relax the objective.',
    ],
  },
  queue: {
    subject: 'queue time',
    bad: 'were queued longer than the objective',
    impact: 'Users notice it as a late first token.',
    blind: ['Requests that still wait, and requests that are cut off.'],
    diagnosis: latencySteps('vllm:request_queue_time_seconds'),
    mitigation: [
      'Add replicas.',
      'Raise `--max-num-seqs` if the KV cache has room.',
      'Shed load at the gateway.',
    ],
  },
};
