import type { ValidationError } from '../validation-error.ts';
import type { SectionName, Settings } from '../schema.ts';

/** A check across several sections; it runs if all of them are valid on their own. */
export interface CrossCheck {
  readonly needs: readonly SectionName[];
  readonly check: (settings: Settings) => ValidationError[];
}

/** A check for Kubernetes only. */
export function onKubernetes(
  needs: readonly SectionName[],
  check: (settings: Settings) => ValidationError[],
): CrossCheck {
  return {
    needs: ['backend', 'kubernetes', ...needs],
    check: (settings) => (settings.backend === 'kubernetes' ? check(settings) : []),
  };
}

/**
 * Errors for entries of a list that repeat the name of an earlier entry.
 *
 * @param list path of the list below the namespace.
 */
export function duplicateNames(
  list: string,
  entries: readonly { readonly name: string }[],
): ValidationError[] {
  return entries.flatMap(({ name }, index) => {
    const first = entries.findIndex((entry) => entry.name === name);
    return first === index
      ? []
      : [
          {
            key: `${list}[${index}].name`,
            found: `"${name}", the name of ${list}[${first}]`,
            expected: 'a unique name',
          },
        ];
  });
}
