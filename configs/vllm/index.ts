export * from './buckets.ts';
export * from './catalogue.ts';
export * from './fallbacks.ts';
export * from './lookup.ts';
export * from './metric.ts';
export { exportedByRust, RUST_FRONT_END } from './rust-front-end.ts';
