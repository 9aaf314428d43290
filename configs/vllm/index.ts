export * from './buckets.ts';
export * from './catalogue.ts';
export { counter, gauge, histogram, info, metrics, summary } from './define.ts';
export * from './fallbacks.ts';
export * from './lookup.ts';
export * from './metric.ts';
export { exportedByRust, RUST_FRONT_END } from './rust-front-end.ts';
