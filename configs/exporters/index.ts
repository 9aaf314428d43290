export * from './catalogue.ts';
export { EPP, EPP_FAILURES } from './endpoint-picker.ts';
export { LITELLM_FAILURES } from './litellm.ts';
export { SPAN_BUCKETS } from './tempo.ts';
