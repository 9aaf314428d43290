/**
 * The steps of the pipeline as data, from which both Alloy's text and the interpreter of the tests work. Expressions are
 * in RE2 syntax. A step works on the line, on the values extracted so far (labels are among them) and on the labels.
 * Semantics: grafana/alloy `docs/sources/reference/components/loki/loki.process.md`.
 */
export type Stage =
  /** Removes terminal colours. */
  | { readonly kind: 'decolorize' }
  /** Extracts by JMESPath where the line or the extracted value `source` is JSON, else nothing. */
  | {
      readonly kind: 'json';
      readonly expressions: Readonly<Record<string, string>>;
      readonly source?: string;
    }
  /** Extracts every named group where the expression matches, in the line or in the extracted value `source`. */
  | { readonly kind: 'regex'; readonly expression: string; readonly source?: string }
  /** Replaces what each group matched, everywhere, in the line or in the extracted value `source`. */
  | {
      readonly kind: 'replace';
      readonly expression: string;
      readonly replace: string;
      readonly source?: string;
      /** Replacement if a key was extracted. */
      readonly unless?: Case;
    }
  /** Drops lines that match and contain a text, or are older, and counts them under `reason`. */
  | {
      readonly kind: 'drop';
      readonly expression: string;
      readonly reason: string;
      readonly contains?: string;
    }
  | { readonly kind: 'dropOld'; readonly olderThan: string; readonly reason: string }
  /** Joins lines to the last one that matched, per set of labels. */
  | {
      readonly kind: 'multiline';
      readonly firstline: string;
      /** How long a line waits for the next one, as Alloy writes durations. */
      readonly maxWait: string;
      readonly maxLines: number;
    }
  /** Sets `target` to the value beside the first key that was extracted; `otherwise` counts if it has no value. */
  | {
      readonly kind: 'choose';
      readonly target: string;
      readonly cases: readonly Case[];
      readonly otherwise?: readonly Case[];
    }
  /** Makes an extracted value lower-case, and replaces whole values by the words they stand for. */
  | { readonly kind: 'words'; readonly source: string; readonly words: Readonly<Record<string, string>> }
  /** Runs stages for lines that contain a text or match an expression; the others pass. May change the order of lines. */
  | { readonly kind: 'match'; readonly where: LineFilter; readonly stages: readonly Stage[] }
  /** Turns extracted values into labels. */
  | { readonly kind: 'labels'; readonly names: readonly string[] }
  /** Turns extracted values and labels into structured metadata; the labels are gone then. */
  | { readonly kind: 'metadata'; readonly names: readonly string[] }
  /** Removes labels. */
  | { readonly kind: 'dropLabels'; readonly names: readonly string[] }
  /** Cuts a long line; `limit` in bytes, the suffix included. */
  | { readonly kind: 'truncate'; readonly limit: number; readonly suffix: string };

/** A key that may have been extracted, and the value if it was. */
export type Case = readonly [key: string, value: string];

/** A text is found many times faster than an expression; a label selects the lines that have it. */
export type LineFilter =
  { readonly contains: string } | { readonly matches: string } | { readonly label: string };
