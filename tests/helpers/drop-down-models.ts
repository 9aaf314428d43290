/** Models with regular expression metacharacters in their names, and their servers. */
export const SMALL = 'Qwen/Qwen2.5-7B';
export const LARGE = 'meta-llama/Llama-3.1+';
export const BATCH = 'batch.v2';
export const ELSEWHERE = 'elsewhere';

/** Has two engines per instance; the oldest version has one. */
export const NEWEST = 'vllm/made-0.33.0';

export const JOBS = {
  chat: [
    { fixture: NEWEST, model: SMALL },
    { fixture: NEWEST, model: SMALL },
    { fixture: NEWEST, model: LARGE },
  ],
  batch: [{ fixture: 'vllm/made-0.8.5', model: BATCH }],
  hosts: [{ fixture: 'exporters/made-node' }, { fixture: 'exporters/made-node' }],
  containers: [{ fixture: 'exporters/made-cadvisor' }],
};

/** Grafana's escaping of a value in a quoted regular expression. */
export const escaped = (value: string) => value.replaceAll(/[\\^$*+?.()|[\]{}]/g, String.raw`\\$&`);
