import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { ROOT } from '../../cli/stack/project.ts';
import { describeWith } from '../helpers/tools.ts';

describeWith(['prometheus'], 'all benches', () => {
  it('write the page with the results of those that were run', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'llm-monitoring-benches-'));
    const out = join(folder, 'page.md');
    await promisify(execFile)(process.execPath, [
      join(ROOT, 'lab/bench-all.ts'),
      ...['--only', 'dashboards', '--fleets', '1x1', '--scrape', '300', '--refreshes', '1'],
      ...['--results', folder, '--out', out],
    ]);
    const page = readFileSync(out, 'utf8');
    expect(page).toContain('### 1x1 replicas x models');
    expect(page).toMatch(/\| vllm-performance +\| (\d+)\/\1 /);
    expect(page).toContain('Not run: `npm run bench:logs`');
    rmSync(folder, { recursive: true });
  });
});
