import type { CounterName, CumulativeSample } from '../promql/index.ts';
import { withFormerNames } from '../vllm/index.ts';

/** The sample names of a counter or of one series of a histogram, in order of preference. */
export function samplesOf(name: string): readonly [CumulativeSample, ...CumulativeSample[]] {
  const histogram = /^(.*)_(bucket|sum|count)$/.exec(name);
  const [base, suffix] = histogram ? [histogram[1]!, `_${histogram[2]!}`] : [name, ''];
  const names = withFormerNames(base as CounterName).map((each) => `${each}${suffix}`);
  return names as unknown as readonly [CumulativeSample, ...CumulativeSample[]];
}
