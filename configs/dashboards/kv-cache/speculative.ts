import { binary, ratio, shareOfTotal, sumBy, type Expression } from '../../promql/index.ts';
import type { RecordedCounterName } from '../../recording/index.ts';
import { cells, optionalRow, type Row } from '../layout.ts';
import { modelRate } from '../model-series.ts';
import { timeseries, stat } from '../panels.ts';
import { BY_MODEL } from '../place.ts';

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

function acceptanceRate(by: readonly string[] = []): Expression {
  return ratio(
    rate('vllm:spec_decode_num_accepted_tokens_total', by),
    rate('vllm:spec_decode_num_draft_tokens_total', by),
  );
}

/** The token the model itself adds after those it accepted counts too. */
function acceptedLength(by: readonly string[] = []): Expression {
  const accepted = ratio(
    rate('vllm:spec_decode_num_accepted_tokens_total', by),
    rate('vllm:spec_decode_num_drafts_total', by),
  );
  return binary(1, '+', accepted);
}

function acceptanceNow() {
  return stat(
    {
      title: 'Acceptance rate',
      text: 'Share of proposed tokens that the model accepted.',
      unit: 'percentunit',
      idle: IDLE,
    },
    [acceptanceRate(), 'Accepted'],
  );
}

function lengthNow() {
  return stat(
    {
      title: 'Mean acceptance length',
      text: 'Tokens a step yields on average: those accepted and the one the model adds. 1 means drafts gain nothing.',
      unit: 'count:tok',
      idle: IDLE,
    },
    [acceptedLength(), 'Length'],
  ).decimals(2);
}

function draftLength() {
  const length = ratio(
    rate('vllm:spec_decode_num_draft_tokens_total'),
    rate('vllm:spec_decode_num_drafts_total'),
  );
  return stat(
    {
      title: 'Mean draft length',
      text: 'Tokens proposed with one draft.',
      unit: 'count:tok',
      idle: IDLE,
    },
    [length, 'Length'],
  ).decimals(2);
}

function acceptance() {
  return timeseries(
    {
      title: 'Acceptance rate by model',
      text: 'Share of proposed tokens that the model accepted. It falls when requests differ from what the drafter was made for.',
      unit: 'percentunit',
      idle: IDLE,
    },
    [acceptanceRate(BY_MODEL), '{{model_name}}'],
  ).max(1);
}

function meanLength() {
  return timeseries(
    {
      title: 'Mean acceptance length by model',
      text: 'Tokens a step yields on average, the one of the model itself included.',
      unit: 'count:tok',
      idle: IDLE,
    },
    [acceptedLength(BY_MODEL), '{{model_name}}'],
  );
}

function byPosition() {
  const accepted = rate('vllm:spec_decode_num_accepted_tokens_per_pos_total', ['position']);
  const drafts = rate('vllm:spec_decode_num_drafts_total');
  return timeseries(
    {
      title: 'Acceptance by position',
      text: 'Share of drafts whose token at a position was accepted, counted from 0. Late positions that are rarely accepted make a draft too long.',
      unit: 'percentunit',
      idle: IDLE,
    },
    [shareOfTotal(accepted, drafts), 'Position {{position}}'],
  ).max(1);
}

function tokenFlow() {
  return timeseries(
    {
      title: 'Proposed and accepted tokens',
      text: 'Tokens per second proposed and accepted, and drafts per second.',
      unit: 'count:tok/s',
      idle: IDLE,
    },
    [rate('vllm:spec_decode_num_draft_tokens_total'), 'Tokens proposed'],
    [rate('vllm:spec_decode_num_accepted_tokens_total'), 'Tokens accepted'],
    [rate('vllm:spec_decode_num_drafts_total'), 'Drafts'],
  ).overrideByName('Drafts', [{ id: 'unit', value: 'count:/s' }]);
}
