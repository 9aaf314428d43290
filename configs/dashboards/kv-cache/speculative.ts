import { binary, ratio, shareOfTotal, sumBy, type Expression } from '../../promql/index.ts';
import type { RecordedCounterName } from '../../recording/index.ts';
import { cells, optionalRow, type Row } from '../layout.ts';
import { modelRate } from '../model-series.ts';
import { timeseries, stat } from '../panels.ts';
import { BY_MODEL } from '../place.ts';

const IDLE = 'No requests, or speculative decoding is not enabled';

const rate = (name: RecordedCounterName, by: readonly string[] = []) => sumBy(by, modelRate(name));

/** Acceptance of draft tokens. Requires speculative decoding. */
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

/** Includes the token that the target model adds after the accepted ones. */
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
      text: 'Share of draft tokens that the target model accepted. A low rate wastes compute.',
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
      text: 'Mean tokens per step: the accepted draft tokens and one of the target model. At 1, speculation gains nothing.',
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
      text: 'Mean number of tokens proposed per draft.',
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
      text: 'Share of draft tokens that the target model accepted. It falls when requests differ from the training data of the draft model.',
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
      text: 'Mean tokens per step, including the one of the target model. At 1, speculation gains nothing.',
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
      title: 'Acceptance rate by position',
      text: 'Share of drafts whose token at a position (from 0) was accepted. If late positions are rarely accepted, use fewer speculative tokens.',
      unit: 'percentunit',
      idle: IDLE,
    },
    [shareOfTotal(accepted, drafts), 'Position {{position}}'],
  ).max(1);
}

function tokenFlow() {
  return timeseries(
    {
      title: 'Draft and accepted tokens',
      text: 'Draft tokens and accepted tokens per second, and drafts per second.',
      unit: 'count:tok/s',
      idle: IDLE,
    },
    [rate('vllm:spec_decode_num_draft_tokens_total'), 'Draft tokens'],
    [rate('vllm:spec_decode_num_accepted_tokens_total'), 'Accepted tokens'],
    [rate('vllm:spec_decode_num_drafts_total'), 'Drafts'],
  ).overrideByName('Drafts', [{ id: 'unit', value: 'count:/s' }]);
}
