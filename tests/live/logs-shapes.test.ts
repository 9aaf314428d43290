import { afterAll, beforeAll, expect, it } from 'vitest';
import { LOCAL_LOGS_TOOLS, LocalLogs } from '../helpers/local-logs.ts';
import { describeWith } from '../helpers/tools.ts';
import { collect, corpus, VERSIONS } from '../configs/logs/corpus.ts';
import { PROBES, SHAPES } from '../configs/logs/shapes.ts';
import { KEYS, NORMAL, SECRETS } from '../configs/logs/secrets.ts';

describeWith(LOCAL_LOGS_TOOLS, 'Alloy with the pipeline', () => {
  let local: LocalLogs;

  beforeAll(async () => {
    local = await LocalLogs.start();
    SHAPES.forEach(({ lines }, index) => local.print(`shape-${index}`, `${lines.join('\n')}\n`));
    for (const version of VERSIONS) {
      local.print(nameOf(version), `${corpus(`vllm-${version}-made.log`).join('\n')}\n`);
    }
    local.print('secrets', `${[...SECRETS.map(([line]) => line), ...NORMAL].join('\n')}\n`);
    KEYS.forEach(([lines], index) => local.print(`key-${index}`, `${lines.join('\n')}\n`));
    local.print('probes', `${PROBES.join('\n')}\nINFO:     after\n`);
  });

  afterAll(() => local?.stop());

  it.each(SHAPES.map((shape, index) => ({ ...shape, index })))('reads $of', async ({ entries, index }) => {
    const found = await local.entries(`shape-${index}`, entries.length);
    expect(found.map(({ line }) => line.split('\n').length)).toEqual(entries.map(({ lines }) => lines));
    entries.forEach(({ metadata }, position) => {
      expect(found[position]?.metadata).toMatchObject(
        Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== undefined)),
      );
    });
  });

  it.each(VERSIONS)('makes of the log of vLLM %s what the tests without it expect', async (version) => {
    const expected = collect(corpus(`vllm-${version}-made.log`)).entries.map(({ line }) => line);
    const found = await local.entries(nameOf(version), expected.length);
    expect(found.map(({ line }) => line).sort()).toEqual(expected.sort());
  });

  it('takes out every secret and nothing else', async () => {
    const text = (await local.entries('secrets', SECRETS.length + NORMAL.length))
      .map(({ line }) => line)
      .join('\n');
    for (const [, ...secrets] of SECRETS) for (const secret of secrets) expect(text).not.toContain(secret);
    for (const line of NORMAL) expect(text).toContain(line);
  });

  it.each(KEYS.map(([, secrets], index) => [index, secrets] as const))(
    'takes out the lines of private key %i',
    async (index, secrets) => {
      const found = await local.entries(`key-${index}`, index === 2 ? 3 : 4);
      const text = found.map(({ line }) => line).join('\n');
      for (const secret of secrets) expect(text).not.toContain(secret);
      for (const kept of ['INFO: before', 'INFO: after', '<redacted>']) expect(text).toContain(kept);
    },
  );

  it('drops the probes and counts them', async () => {
    expect((await local.entries('probes', 1)).map(({ line }) => line)).toEqual(['INFO:     after']);
    expect(await local.alloyMetric('loki_process_dropped_lines_total')).toBeGreaterThanOrEqual(PROBES.length);
  });
});

const nameOf = (version: string) => `vllm-${version.replaceAll('.', '-')}`;
