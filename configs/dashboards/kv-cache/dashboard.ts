import type { Settings } from '../../settings/index.ts';
import { dashboard, type Dashboard } from '../dashboard.ts';
import { datasource, resolution, servingChoices } from '../variables.ts';
import { cachingRows } from './caching.ts';
import { offloadRows } from './offload.ts';
import { residencyRow } from './residency.ts';
import { speculativeRow } from './speculative.ts';
import { storeRows } from './stores.ts';
import { transferRows } from './transfer.ts';

/** KV cache, prefix caches, KV transfers and offloading, and speculative decoding. */
export function kvCacheDashboard(settings: Settings): Dashboard {
  return dashboard({
    uid: 'vllm-kv-cache',
    title: 'vLLM KV Cache and Speculative Decoding',
    description:
      'KV cache, prefix caches and speculative decoding. Collapsed rows require a vLLM option and run no queries until expanded.',
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
