import {
  MappingType,
  type SpecialValueMap,
  type SpecialValueMatch,
} from '@grafana/grafana-foundation-sdk/dashboard';

/** A value that is no number, as a text in the neutral colour, where the thresholds would give it that of the lowest step. */
export function special(match: SpecialValueMatch, text: string): SpecialValueMap {
  return { type: MappingType.SpecialValue, options: { match, result: { text, color: 'text', index: 0 } } };
}
