import {
  MappingType,
  type SpecialValueMap,
  type SpecialValueMatch,
} from '@grafana/grafana-foundation-sdk/dashboard';

/** Maps null or NaN to a text in a neutral color; thresholds would give it the color of the lowest step. */
export function special(match: SpecialValueMatch, text: string): SpecialValueMap {
  return { type: MappingType.SpecialValue, options: { match, result: { text, color: 'text', index: 0 } } };
}
