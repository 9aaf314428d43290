import * as sdk from '@grafana/grafana-foundation-sdk/dashboard';

/** The methods of a panel builder that the layout calls. */
export interface PanelBuilder {
  build(): sdk.Panel;
  id(id: number): this;
  gridPos(position: sdk.GridPos): this;
  dataLinks(links: { build(): sdk.DashboardLink }[]): this;
}

/** A panel with its size in grid units: the page is 24 units wide, a unit is 30 pixels high. */
export interface Cell {
  readonly panel: PanelBuilder;
  readonly width: number;
  readonly height: number;
  /** Fixed id of a panel that links refer to, so that links survive added panels; assigned by position otherwise. */
  readonly id?: number;
}

export interface Row {
  readonly title: string;
  readonly cells: readonly Cell[];
  /** Collapsed rows run no queries until they are expanded. */
  readonly collapsed?: boolean;
}

const PAGE_WIDTH = 24;
const ROW_HEIGHT = 1;

/** Panels of the same size, placed side by side as far as they fit. */
export function cells(width: number, height: number, panels: readonly PanelBuilder[]): readonly Cell[] {
  return panels.map((panel) => ({ panel, width, height }));
}

export function row(title: string, ...groups: readonly (readonly Cell[])[]): Row {
  return { title, cells: groups.flat() };
}

/** A collapsed row, for metrics that not every server exports. */
export function optionalRow(title: string, ...groups: readonly (readonly Cell[])[]): Row {
  return { title, cells: groups.flat(), collapsed: true };
}

/** Assigns grid positions: left to right, then down, below the header of each row. */
export function place(rows: readonly Row[]): (sdk.Panel | sdk.RowPanel)[] {
  const placed: (sdk.Panel | sdk.RowPanel)[] = [];
  let id = 0;
  let y = 0;
  for (const { title, cells: contents, collapsed = false } of rows) {
    const header = new sdk.RowBuilder(title)
      .id((id += 1))
      .collapsed(collapsed)
      .gridPos({ x: 0, y, w: PAGE_WIDTH, h: ROW_HEIGHT })
      .build();
    y += ROW_HEIGHT;
    const { panels, bottom } = placeCells(contents, y, () => (id += 1));
    if (collapsed) placed.push({ ...header, panels });
    else {
      placed.push(header, ...panels);
      y = bottom;
    }
  }
  return placed;
}

function placeCells(contents: readonly Cell[], top: number, nextId: () => number) {
  let x = 0;
  let y = top;
  let bottom = top;
  const panels: sdk.Panel[] = [];
  for (const { panel, width, height, id } of contents) {
    if (x + width > PAGE_WIDTH) {
      x = 0;
      y = bottom;
    }
    panels.push(
      panel
        .id(id ?? nextId())
        .gridPos({ x, y, w: width, h: height })
        .build(),
    );
    x += width;
    bottom = Math.max(bottom, y + height);
  }
  return { panels, bottom };
}
