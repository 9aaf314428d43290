export * from './buckets.js';
export * from './catalogue.js';
export * from './fallbacks.js';
export * from './lookup.js';
export * from './metric.js';
