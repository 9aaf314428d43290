import { STATUS_LABELS } from '../exporters/status-labels.ts';
import type { RelabelRule } from './scrape-job.ts';

/** Names of the label besides `status`; the last are those of OpenTelemetry and Micrometer. */
const OTHER_NAMES = [
  ...STATUS_LABELS.slice(1),
  'http_status',
  'http_status_code',
  'http_response_status_code',
];

/**
 * Copies the HTTP status of a request into the label `status`, which dashboards and rules read. A series that has it keeps it.
 *
 * @param configured the label that holds it, if it is none of the usual ones.
 */
export const statusRules = (configured?: string): readonly RelabelRule[] =>
  [...(configured === undefined || configured === 'status' ? [] : [configured]), ...OTHER_NAMES].map(
    (label) => ({
      source_labels: ['__name__', 'status', label],
      regex: 'http_.+;;(.+)',
      target_label: 'status',
      replacement: '$1',
    }),
  );
