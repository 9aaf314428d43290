import { expect, it } from 'vitest';
import { expectGolden } from './golden-file.ts';
import { recordedStacks } from './recorded-stacks.ts';
import { renderedOf, STACKS } from './stacks.ts';
import { References } from './text/references.ts';
import { resourcesText } from './text/resources.ts';

const recorded = await recordedStacks();

it.each(STACKS)('the resources of %s', async (stack) => {
  const { files, ruleGroups } = renderedOf(stack);
  const references = new References();
  // Compose escapes `$` as `$$`.
  for (const { path, text } of files)
    references.addFile(path, path === 'compose.yaml' ? text.replaceAll('$$', '$') : text);
  references.addTree('grafana/rules.txt', Object.fromEntries(ruleGroups.map((group) => [group.name, group])));
  expect(recorded[stack].length).toBeGreaterThan(40);
  await expectGolden(`${stack}/resources.txt`, resourcesText(recorded[stack], references));
});
