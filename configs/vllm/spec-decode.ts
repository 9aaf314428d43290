import { counter, metrics } from './define.ts';
import { engineLabels } from './metric.ts';

/** Speculative decoding, and its equivalent for diffusion language models. */
export const specDecode = [
  ...metrics(
    { labels: engineLabels, since: '0.8.5', requires: 'specDecode' },
    {
      'vllm:spec_decode_num_drafts_total': counter('sequences', 'Drafts proposed.'),
      'vllm:spec_decode_num_draft_tokens_total': counter('tokens', 'Draft tokens proposed.'),
      'vllm:spec_decode_num_accepted_tokens_total': counter(
        'tokens',
        'Draft tokens that the target model accepted.',
      ),
      'vllm:spec_decode_num_accepted_tokens_per_pos_total': counter(
        'tokens',
        'Accepted tokens by their position in the draft, counted from 0.',
        { labels: [...engineLabels, 'position'] },
      ),
    },
  ),
  ...metrics(
    { labels: engineLabels, since: '0.24.0', requires: 'diffusion' },
    {
      'vllm:diffusion_num_denoising_steps_total': counter('steps', 'Denoising steps.'),
      'vllm:diffusion_num_canvas_positions_total': counter('positions', 'Canvas positions evaluated.'),
      'vllm:diffusion_num_committed_tokens_total': counter('tokens', 'Final tokens committed.'),
    },
  ),
] as const;
