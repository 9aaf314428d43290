import * as texts from '@grafana/grafana-foundation-sdk/text';
import {
  conditionQuery,
  fenced,
  runbookEntry,
  runbookPanelId,
  withAlertVariables,
  type AlertRule,
  type LanguageQuery,
  type RuleGroup,
  TITLES,
} from '../../rules/index.ts';
import type { Settings } from '../../settings/index.ts';
import { row, type Cell, type Row } from '../layout.ts';
import { PROMETHEUS } from '../variables.ts';
import { exploreLink, runLink } from './links.ts';

/** A row per rule group with a panel per alert. */
export function entriesRow(settings: Settings, { name, rules }: RuleGroup): Row {
  return row(
    TITLES[name] ?? name,
    rules.map((rule) => entry(settings, rule)),
  );
}

function entry(settings: Settings, rule: AlertRule): Cell {
  const lines = [
    ...runbookEntry(rule, (query) => [
      ...fenced({ ...query, text: withAlertVariables(query.text) }),
      '',
      ...links(settings, query),
    ]),
    '',
    '**Expression.**',
    '',
    ...fenced(conditionQuery(rule)),
    '',
    ...links(settings, conditionQuery(rule)),
  ];
  const panel = new texts.PanelBuilder()
    .title(rule.name)
    .description(rule.summary)
    .datasource(PROMETHEUS)
    .mode(texts.TextMode.Markdown)
    .content(lines.join('\n'));
  return { panel, id: runbookPanelId(rule.name), width: 24, height: heightOf(lines) };
}

/** The ways to run a query; none for logs that are not collected. */
function links(settings: Settings, query: LanguageQuery): string[] {
  if (query.language === 'logql' && !settings.logs.enabled) return [];
  return [`[Run query](${runLink(settings, query)}) · [Open in Explore](${exploreLink(settings, query)})`];
}

/**
 * Pixels per line of prose with its share of the space between paragraphs, per line of code, around a block of code, and around the
 * text; measured in Grafana 12.3.
 */
const PIXELS = { prose: 28, code: 18, block: 30, chrome: 60 } as const;

/** Characters that fit in a line beside Grafana's open menu in a window 1600 pixels wide. */
const LINE = 170;

/** Grid units (30 pixels and a gap of 8) that a panel with these lines of Markdown needs. */
function heightOf(lines: readonly string[]): number {
  const parts = lines
    .join('\n')
    .replaceAll(/\]\([^)]*\)/g, '')
    .split('```');
  const pixels = parts.map((part, index) => {
    const shown = part.split('\n').reduce((sum, line) => sum + Math.ceil(line.length / LINE), 0);
    // Every second part is a block of code, which begins with its language.
    return index % 2 === 0 ? shown * PIXELS.prose : (shown - 1) * PIXELS.code + PIXELS.block;
  });
  return Math.ceil(pixels.reduce((sum, each) => sum + each, PIXELS.chrome) / 38);
}
