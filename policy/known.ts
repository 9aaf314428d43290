import { type Props, UNKNOWN } from './rule.ts';

/**
 * A copy with {@link UNKNOWN} in place of unknown values. Reading an unknown value throws, which would skip the whole policy
 * for the resource.
 */
export function known(props: Props): Props {
  return copy(props) as Props;
}

function copy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const read = (key: string): unknown => {
    try {
      return copy((value as Record<string, unknown>)[key]);
    } catch (error) {
      if ((error as Error).constructor.name === 'UnknownValueError') return UNKNOWN;
      throw error;
    }
  };
  if (Array.isArray(value)) return Object.keys(value).map(read);
  return Object.fromEntries(Object.keys(value).map((key) => [key, read(key)]));
}
