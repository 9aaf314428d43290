import { fileURLToPath } from 'node:url';
import { bundle, type BundleFile } from '../../configs/bundle/index.ts';
import { grafanaRuleGroups } from '../../configs/rules/index.ts';
import { type Settings, settingsFromStackFile } from '../../configs/index.ts';

/** The checked-in stacks. */
export const STACKS = ['dev', 'kind', 'staging', 'prod'] as const;
export type Stack = (typeof STACKS)[number];

/** Rendered files of a stack. */
export interface Rendered {
  readonly settings: Settings;
  readonly files: readonly BundleFile[];
  readonly ruleGroups: ReturnType<typeof grafanaRuleGroups>;
}

const rendered = new Map<Stack, Rendered>();

export function renderedOf(stack: Stack): Rendered {
  const known = rendered.get(stack);
  if (known) return known;
  const path = fileURLToPath(new URL(`../../Pulumi.${stack}.yaml`, import.meta.url));
  const settings = settingsFromStackFile(path);
  const made = { settings, files: bundle(settings), ruleGroups: grafanaRuleGroups(settings) };
  rendered.set(stack, made);
  return made;
}
