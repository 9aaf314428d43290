import { binary, ratio, sumBy } from '../../promql/index.ts';
import type { RecordedCounterName } from '../../recording/index.ts';
import { cells, optionalRow, type Row } from '../layout.ts';
import { modelRate } from '../model-series.ts';
import { lettered, lines, query, stat } from '../panels.ts';

const BY_MODEL = ['model_name'] as const;
const IDLE = 'No drafts';

const rate = (name: RecordedCounterName, by: readonly string[] = []) => sumBy(by, modelRate(name));

/** Whether guessing ahead pays: only with speculative decoding. */
export function speculativeRow(): Row {
  return optionalRow(
    'Speculative decoding',
    cells(8, 4, [acceptanceNow(), lengthNow(), draftLength()]),
    cells(12, 8, [acceptance(), meanLength(), byPosition(), tokenFlow()]),
  );
}

function acceptanceRate(by: readonly string[] = []): string {
  return ratio(
    rate('vllm:spec_decode_num_accepted_tokens_total', by),
    rate('vllm:spec_decode_num_draft_tokens_total', by),
  );
}

/** The token the model itself adds after those it accepted counts too. */
function acceptedLength(by: readonly string[] = []): string {
  const accepted = ratio(
    rate('vllm:spec_decode_num_accepted_tokens_total', by),
    rate('vllm:spec_decode_num_drafts_total', by),
  );
  return binary('1', '+', accepted);
}

function acceptanceNow() {
  const panel = stat({
    title: 'Acceptance rate',
    text: 'Share of proposed tokens that the model accepted.',
    metrics: ['vllm:spec_decode_num_accepted_tokens_total', 'vllm:spec_decode_num_draft_tokens_total'],
    unit: 'percentunit',
    idle: IDLE,
  });
  return lettered(panel, [query(acceptanceRate(), 'Accepted')]);
}

function lengthNow() {
  const panel = stat({
    title: 'Mean acceptance length',
    text: 'Tokens a step yields on average: those accepted and the one the model adds. 1 means drafts gain nothing.',
    metrics: ['vllm:spec_decode_num_accepted_tokens_total', 'vllm:spec_decode_num_drafts_total'],
    unit: 'count:tok',
    idle: IDLE,
  }).decimals(2);
  return lettered(panel, [query(acceptedLength(), 'Length')]);
}

function draftLength() {
  const panel = stat({
    title: 'Mean draft length',
    text: 'Tokens proposed with one draft.',
    metrics: ['vllm:spec_decode_num_draft_tokens_total', 'vllm:spec_decode_num_drafts_total'],
    unit: 'count:tok',
    idle: IDLE,
  }).decimals(2);
  const length = ratio(
    rate('vllm:spec_decode_num_draft_tokens_total'),
    rate('vllm:spec_decode_num_drafts_total'),
  );
  return lettered(panel, [query(length, 'Length')]);
}

function acceptance() {
  return lines(
    {
      title: 'Acceptance rate by model',
      text: 'Share of proposed tokens that the model accepted. It falls when requests differ from what the drafter was made for.',
      metrics: ['vllm:spec_decode_num_accepted_tokens_total', 'vllm:spec_decode_num_draft_tokens_total'],
      unit: 'percentunit',
      idle: IDLE,
    },
    [acceptanceRate(BY_MODEL), '{{model_name}}'],
  ).max(1);
}

function meanLength() {
  return lines(
    {
      title: 'Mean acceptance length by model',
      text: 'Tokens a step yields on average, the one of the model itself included.',
      metrics: ['vllm:spec_decode_num_accepted_tokens_total', 'vllm:spec_decode_num_drafts_total'],
      unit: 'count:tok',
      idle: IDLE,
    },
    [acceptedLength(BY_MODEL), '{{model_name}}'],
  );
}

function byPosition() {
  const accepted = rate('vllm:spec_decode_num_accepted_tokens_per_pos_total', ['position']);
  const drafts = rate('vllm:spec_decode_num_drafts_total');
  return lines(
    {
      title: 'Acceptance by position',
      text: 'Share of drafts whose token at a position was accepted, counted from 0. Late positions that are rarely accepted make a draft too long.',
      metrics: ['vllm:spec_decode_num_accepted_tokens_per_pos_total', 'vllm:spec_decode_num_drafts_total'],
      unit: 'percentunit',
      idle: IDLE,
    },
    [`${accepted}\n/ on () group_left ()\n(${drafts} > 0)`, 'Position {{position}}'],
  ).max(1);
}

function tokenFlow() {
  return lines(
    {
      title: 'Proposed and accepted tokens',
      text: 'Tokens per second proposed and accepted, and drafts per second.',
      metrics: [
        'vllm:spec_decode_num_draft_tokens_total',
        'vllm:spec_decode_num_accepted_tokens_total',
        'vllm:spec_decode_num_drafts_total',
      ],
      unit: 'count:tok/s',
      idle: IDLE,
    },
    [rate('vllm:spec_decode_num_draft_tokens_total'), 'Tokens proposed'],
    [rate('vllm:spec_decode_num_accepted_tokens_total'), 'Tokens accepted'],
    [rate('vllm:spec_decode_num_drafts_total'), 'Drafts'],
  ).overrideByName('Drafts', [{ id: 'unit', value: 'count:/s' }]);
}
