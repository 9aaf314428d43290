import { HARDENING } from './hardening.ts';

/** Environment variables of the Grafana image that are the same on every backend. */
export const GRAFANA_ENV = {
  ...HARDENING,
  // At level info, Grafana logs every query to Loki (`pkg/tsdb/loki/api.go`): nearly half of all lines of an idle stack.
  GF_LOG_FILTERS: 'tsdb.loki:warn',
} as const;
