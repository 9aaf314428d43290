import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { dashboards } from '../../configs/dashboards/index.ts';
import type { Settings } from '../../configs/index.ts';
import { seconds } from '../../configs/settings/index.ts';
import { JOB, modelName } from './fleet.ts';

export interface Query {
  readonly expr: string;
  /** An instant query at the end of the time range. */
  readonly instant: boolean;
  /** Shortest step in seconds. */
  readonly minStep: number;
}

export interface DashboardPanel {
  readonly title: string;
  readonly queries: readonly Query[];
}

/** Queries that a dashboard sends when it is opened: panels of collapsed rows send none. */
export interface Dashboard {
  readonly name: string;
  readonly ours: boolean;
  readonly panels: readonly DashboardPanel[];
}

interface RawTarget {
  readonly expr?: string;
  readonly instant?: boolean;
  readonly hide?: boolean;
  readonly interval?: string;
  readonly datasource?: { readonly type?: string } | string;
}

interface RawPanel {
  readonly title?: string;
  readonly type?: string;
  readonly collapsed?: boolean;
  readonly interval?: string;
  readonly targets?: readonly RawTarget[];
}

interface RawDashboard {
  readonly panels?: readonly RawPanel[];
  readonly templating?: { readonly list?: readonly { readonly name: string; readonly allValue?: string }[] };
}

/** Variable values: all selected, or one model if a dashboard can show only one. */
export interface Values {
  readonly rateInterval: number;
  readonly step: number;
  readonly range: number;
  /** The recorded window that the hidden variable resolves to. */
  readonly window: string;
}

export function ourDashboards(settings: Settings, values: Values): readonly Dashboard[] {
  return dashboards(settings)
    .filter(({ uid }) => uid.startsWith('vllm-') && uid !== 'vllm-logs')
    .map(({ uid, json }) => dashboardOf(uid, true, json as RawDashboard, values));
}

/** The dashboards of a folder; empty if the folder does not exist. */
export function peerDashboards(folder: string, values: Values): readonly Dashboard[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const raw = JSON.parse(readFileSync(join(folder, file), 'utf8')) as RawDashboard;
      return dashboardOf(basename(file, '.json'), false, raw, values);
    });
}

function dashboardOf(
  name: string,
  ours: boolean,
  { panels = [], templating }: RawDashboard,
  values: Values,
): Dashboard {
  const all = new Map(templating?.list?.map((variable) => [variable.name, variable.allValue || '.+']));
  const open = panels.filter(({ type }) => type !== 'row');
  return {
    name,
    ours,
    panels: open.flatMap(({ title = '', interval: panelInterval = '', targets = [] }) => {
      const queries = targets
        .filter(({ expr, hide, datasource }) => expr && !hide && typeOf(datasource) !== 'loki')
        .map(({ expr, instant, interval }) => ({
          expr: interpolate(expr!, values, all),
          instant: instant === true,
          minStep: secondsOf(interpolate(interval || panelInterval, values, all)),
        }));
      return queries.length === 0 ? [] : [{ title, queries }];
    }),
  };
}

const secondsOf = (interval: string) => (/^\d+[smhd]/.test(interval) ? seconds(interval) : 0);

const typeOf = (source: RawTarget['datasource']) => (typeof source === 'object' ? source.type : undefined);

/**
 * Variable interpolation as Grafana does it.
 *
 * @param all value of a variable with everything selected, by its name.
 */
function interpolate(
  expr: string,
  { rateInterval, step, range, window }: Values,
  all: ReadonlyMap<string, string>,
): string {
  const fixed: Readonly<Record<string, string>> = {
    __rate_interval: `${rateInterval}s`,
    __interval: `${step}s`,
    __range: `${range}s`,
    __range_s: `${range}`,
    raw: 'none',
    window,
    ttft_slo: '2.5',
    tpot_slo: '0.1',
    agg_method: '0.99',
  };
  return expr
    .replaceAll(/([=!]~?)"\$\{?(\w+)(?::\w+)?\}?"/g, (text, operator: string, name: string) => {
      if (name in fixed) return `${operator}"${fixed[name]}"`;
      if (operator === '=') return `="${name === 'job' ? JOB : modelName(0)}"`;
      return operator === '=~' ? `=~"${all.get(name) ?? '.+'}"` : text;
    })
    .replaceAll(/\$\{?(\w+)(?::\w+)?\}?/g, (_, name: string) => fixed[name] ?? '.+');
}
