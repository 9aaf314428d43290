import { join } from 'node:path';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

const ROOT = import.meta.dirname;

/** Tests that run the program, or a part of it, with Pulumi's mocks in place of the engine. */
const PULUMI = [
  'tests/components/**/*.test.ts',
  'tests/configs/settings/stack-file.test.ts',
  'tests/golden/{promotion,releases,resources,traces}.test.ts',
  'tests/library/{existing-grafana,whole-stack}.test.ts',
  'tests/policy/stacks.test.ts',
  'tests/cli/{plan,stack,status}/*.test.ts',
  'tests/cli/kubernetes/forward.test.ts',
  'tests/secrets/recorded.test.ts',
];
/** Tests of the package as npm packs it. */
const PACKAGE = ['tests/library/package.test.ts'];
/** Tests that start real servers. */
const LIVE = ['tests/live/**/*.test.ts'];

interface Alias {
  readonly find: string | RegExp;
  readonly replacement: string;
}

/** Examples name the package as other programs do. */
const LIBRARY: Alias = { find: 'llm-monitoring', replacement: join(ROOT, 'library.ts') };
/** A pure test that reaches Pulumi fails, since its import alone takes longer than most test files. */
const NO_PULUMI: Alias = {
  find: /^@pulumi(verse)?\/.*/,
  replacement: join(ROOT, 'tests', 'helpers', 'no-pulumi.ts'),
};

type Options = NonNullable<TestProjectInlineConfiguration['test']>;

const project = (
  name: string,
  options: Options,
  alias: Alias[] = [LIBRARY],
): TestProjectInlineConfiguration => ({
  resolve: { alias },
  test: {
    name,
    // A test that asserts nothing, such as a loop over an empty list, fails.
    expect: { requireAssertions: true },
    // Tests take many times longer on a shared machine.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    ...options,
  },
});

export default defineConfig({
  test: {
    projects: [
      project(
        'pure',
        // Test files of one worker share the modules that they import, as none of these have state.
        { include: ['tests/**/*.test.ts'], exclude: [...PULUMI, ...PACKAGE, ...LIVE], isolate: false },
        [LIBRARY, NO_PULUMI],
      ),
      // Not isolated either: mocks apply to the whole process, but every file sets its own, and runs alone in its worker.
      project('pulumi', { include: PULUMI, isolate: false, setupFiles: ['tests/helpers/short-stacks.ts'] }),
      project('package', { include: PACKAGE, testTimeout: 180_000, hookTimeout: 180_000 }),
      project('live', {
        include: LIVE,
        testTimeout: 300_000,
        hookTimeout: 300_000,
        fileParallelism: false,
      }),
    ],
  },
});
