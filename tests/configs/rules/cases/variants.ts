import type { RuleCase } from '../case.ts';
import { everywhere, perSecond, traffic } from '../fleet.ts';
import { awake, of, running, waiting } from '../series.ts';
import type { Behaviours } from '../timeline.ts';

const cache = (instance: string, labels = '') => of(instance, 'vllm:kv_cache_usage_perc', labels);

/**
 * vLLM 0.9.2 to 0.11 with several API servers: each process exports its own, mostly old, value under the present name, and the true
 * one has the former name.
 */
const API_SERVERS: Behaviours = everywhere((instance) => ({
  [cache(instance)]: 'gone',
  [cache(instance, 'pid="7"')]: 0.99,
  [cache(instance, 'pid="8"')]: 0.1,
  [of(instance, 'vllm:gpu_cache_usage_perc')]: 0.4,
  [awake(instance)]: 'gone',
}));

/** Prompts without output, as embedding models and classifiers have; their requests have no time per output token. */
const EMBEDDINGS: Behaviours = everywhere((instance) => ({
  ...traffic(instance, 5, { oneToken: 1 }),
  [of(instance, 'vllm:generation_tokens_total')]: perSecond(0),
  [of(instance, 'vllm:prompt_tokens_total')]: perSecond(500),
  [cache(instance)]: 0,
  [running(instance)]: 3,
}));

/** vLLM servers that export other series than a single API server of a generative model. */
export const variantCases: readonly RuleCase[] = [
  {
    rule: 'VLLMEngineStalled',
    always: API_SERVERS,
    fault: { ...traffic('a:8000', 0), [running('a:8000')]: 6 },
    neighbour: {
      ...traffic('a:8000', 0),
      [running('a:8000')]: 1,
      [of('a:8000', 'vllm:gpu_cache_usage_perc')]: { from: 0.1, perSecond: 0.0003 },
    },
  },
  {
    rule: 'VLLMEngineStalled',
    always: EMBEDDINGS,
    fault: { ...traffic('a:8000', 0), [of('a:8000', 'vllm:prompt_tokens_total')]: perSecond(0) },
    neighbour: EMBEDDINGS,
  },
  {
    rule: 'VLLMKVCachePressure',
    always: API_SERVERS,
    minutes: 30,
    fault: { [of('a:8000', 'vllm:gpu_cache_usage_perc')]: 0.99, [waiting('a:8000')]: 3 },
    neighbour: { [waiting('a:8000')]: 3 },
  },
  { rule: 'SLODataMissing', minutes: 60, always: EMBEDDINGS, neighbour: {} },
  { rule: 'VLLMTimePerOutputTokenBudgetBurnFast', minutes: 60, always: EMBEDDINGS, neighbour: {} },
];
