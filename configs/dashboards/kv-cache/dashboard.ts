import type { Settings } from '../../settings/index.ts';
import { dashboard, type Dashboard } from '../dashboard.ts';
import { datasource, resolution, servingChoices } from '../variables.ts';
import { cachingRows } from './caching.ts';
import { offloadRows } from './offload.ts';
import { residencyRow } from './residency.ts';
import { speculativeRow } from './speculative.ts';
import { storeRows } from './stores.ts';
import { transferRows } from './transfer.ts';

/** Where KV blocks are, how long they stay, how they travel, and whether guessing ahead pays. */
export function kvCacheDashboard(settings: Settings): Dashboard {
  return dashboard({
    uid: 'vllm-kv-cache',
    title: 'vLLM KV Cache and Speculative Decoding',
    description:
      'KV cache, prefix caches and speculative decoding. What needs an option of the server is in a folded row, which asks nothing until opened.',
    variables: [datasource(), ...servingChoices(settings), ...resolution(settings)],
    rows: [
      ...cachingRows(),
      speculativeRow(),
      residencyRow(),
      ...transferRows(),
      ...offloadRows(),
      ...storeRows(),
    ],
  });
}
