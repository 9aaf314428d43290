import { canonical, hashOf } from './canonical.ts';

interface Target {
  readonly refId: string;
  readonly expr?: string;
  /** TraceQL, in place of `expr`. */
  readonly query?: string;
  readonly legendFormat?: string;
}

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly collapsed?: boolean;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } };
  readonly targets?: readonly Target[];
  readonly panels?: readonly Panel[];
}

interface Variable {
  readonly type: string;
  readonly name: string;
  readonly label?: string;
  readonly definition?: string;
  readonly query: string | { readonly query?: string };
}

interface Annotation {
  readonly name: string;
  readonly expr: string;
}

interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly Variable[] };
  readonly annotations: { readonly list: readonly Annotation[] };
}

/**
 * A dashboard as one line per panel and one per query. Hashes stand for descriptions, colors and other options; that of the first line
 * for ids and vertical positions too, which an added row changes in all panels below.
 */
export function dashboardText(json: unknown): string {
  const { uid, title, panels, templating, annotations, ...rest } = json as Dashboard;
  const places = panels.flatMap(({ panels: inner = [], ...panel }) =>
    [panel, ...inner].map(({ id, gridPos }) => [id, gridPos]),
  );
  return [
    `dashboard ${uid} "${title}" ${hashOf({ ...rest, places })}`,
    ...templating.list.map(variableLine),
    ...annotations.list.map(
      ({ name, expr, ...more }) => `annotation "${name}" ${hashOf(more)} ${oneLine(expr)}`,
    ),
    ...panels.flatMap((panel) => [...panelLines(panel), ...(panel.panels ?? []).flatMap(panelLines)]),
    '',
  ].join('\n');
}

/** Grafana stores the query text a second time, as `definition`. */
function variableLine({ type, name, label, query, definition, ...more }: Variable): string {
  // Loki's variable queries are objects without a text.
  const text = typeof query === 'string' ? query : (query.query ?? canonical(query));
  const rest = definition === text ? more : { ...more, definition };
  return `variable ${name} (${type}) "${label ?? ''}" ${hashOf(rest)} ${oneLine(text)}`;
}

/** Panels are listed in page order, so rows and ids need no lines of their own. */
function panelLines({
  id: _,
  type,
  title,
  gridPos,
  collapsed,
  panels: __,
  targets = [],
  ...rest
}: Panel): string[] {
  if (type === 'row') return [`row "${title}"${collapsed ? ' (collapsed)' : ''}`];
  const { x, w, h } = gridPos;
  const options = {
    ...rest,
    targets: targets.map(({ expr: _expr, query: _query, legendFormat: _legend, ...more }) => more),
  };
  const unit = rest.fieldConfig?.defaults.unit;
  return [
    `  ${type} "${title}" ${unit ?? 'no unit'}, ${w}x${h} at ${x} ${hashOf(options)}`,
    ...targets.map(
      ({ refId, legendFormat, expr, query = '' }) =>
        `    ${refId} "${legendFormat ?? ''}" ${oneLine(expr ?? query)}`,
    ),
  ];
}

const oneLine = (query: string) => query.replaceAll(/\s*\n\s*/g, ' ');
