import { HARDENING } from './hardening.ts';

/** Variables of Grafana's image that are the same on every backend. */
export const GRAFANA_ENV = {
  ...HARDENING,
  // At level info Grafana logs every query to Loki (`pkg/tsdb/loki/api.go`): nearly half of all lines of a quiet stack.
  GF_LOG_FILTERS: 'tsdb.loki:warn',
} as const;
