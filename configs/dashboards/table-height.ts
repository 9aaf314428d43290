import { DEMO_MODELS } from '../demo/models.ts';
import { exporterJobs, serverJobs } from '../inventory/jobs.ts';
import { vllmJobs } from '../slo/index.ts';
import type { Settings } from '../settings/index.ts';

/** Rows of a table if the configuration does not determine their number. */
const UNKNOWN = 4;

/** A longer table scrolls. */
const MOST = 10;

/** Pixels, measured in Grafana 12.3: panel title and padding, a two-line heading, a row. */
const PIXELS = { chrome: 50, heading: 56, row: 36 } as const;

/** Pixels of a grid unit and of the gap below it (grafana `public/app/core/constants.ts`). */
const GRID = { unit: 30, gap: 8 } as const;

/** Grid units that a table needs to show its rows without empty space; the layout of a dashboard cannot depend on its data. */
export function tableHeight(rows: number): number {
  const shown = Math.min(Math.max(rows, 1), MOST);
  const pixels = PIXELS.chrome + PIXELS.heading + shown * PIXELS.row;
  return Math.ceil((pixels + GRID.gap) / (GRID.unit + GRID.gap));
}

/** Height of a table with one row per model: the configured models, but at least one per job. */
export function heightForModels(settings: Settings): number {
  const names = new Set([
    ...settings.models.map(({ name }) => name),
    ...(settings.demo ? DEMO_MODELS.map(({ name }) => name) : []),
  ]);
  return tableHeight(atLeastUnknown(settings, Math.max(names.size, vllmJobs(settings).length)));
}

/** Height of a table with one row per vLLM server. */
export function heightForInstances(settings: Settings): number {
  const endpoints = settings.targets.flatMap((target) => (target.kind === 'vllm' ? target.endpoints : []));
  return tableHeight(atLeastUnknown(settings, endpoints.length + (settings.demo ? DEMO_MODELS.length : 0)));
}

/** Height of a table with one row per scraped target. A cluster has more of them than fit. */
export function heightForTargets(settings: Settings): number {
  if (findsTargets(settings)) return tableHeight(MOST);
  const configured = settings.targets.flatMap(({ endpoints }) => endpoints);
  // The load driver is scraped twice: as a backend, and for metrics that the simulators lack.
  const demo = settings.demo ? DEMO_MODELS.length + 2 : 0;
  const own = serverJobs(settings).length + exporterJobs(settings).length;
  return tableHeight(own + configured.length + demo);
}

/** Service discovery may find servers that the configuration does not name. */
const findsTargets = ({ prometheus, backend }: Settings) =>
  prometheus.existing !== undefined || backend === 'kubernetes';

const atLeastUnknown = (settings: Settings, known: number) =>
  findsTargets(settings) ? Math.max(known, UNKNOWN) : known;
