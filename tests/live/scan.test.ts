import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROOT } from '../../cli/stack/project.ts';
import { Authority } from '../helpers/certificates.ts';
import { describeWith } from '../helpers/tools.ts';

interface Finding {
  readonly check_id: string;
  readonly file_path: string;
  readonly file_line_range: readonly [number, number];
}

/** False positives, by file and check, with the reason. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'Pulumi.prod.yaml CKV_SECRET_6': 'The names of two Secrets of a cluster.',
  'configs/kubernetes/grafana-values.ts CKV_SECRET_6': 'The name of a key in a Secret.',
  'configs/logs/config.ts CKV_SECRET_6': 'The name of a file.',
  'configs/settings/contact-points.ts CKV_SECRET_14': 'The example of an address of Slack.',
  'tests/components/alerting/alerting.test.ts CKV_SECRET_14': 'An address of Slack that does not exist.',
  'tests/configs/logs/secrets.test.ts CKV_SECRET_2': 'Made up, to be redacted.',
  'tests/configs/logs/secrets.test.ts CKV_SECRET_4': 'Made up, to be redacted.',
  'tests/configs/logs/secrets.test.ts CKV_SECRET_9': 'Made up, to be redacted.',
  'tests/configs/prometheus/web.test.ts CKV_SECRET_6': 'Made up, to be searched for.',
  'tests/helpers/mocks.ts CKV_SECRET_6': 'How Pulumi marks a secret, the same for everybody.',
  'tests/live/kubernetes-cluster.test.ts CKV_SECRET_6': 'The password of a Grafana that is not there.',
  'tests/policy/examples/access.ts CKV_SECRET_6': 'The name of a key in a Secret.',
};

describeWith(['checkov'], 'what is in the repository, scanned for secrets', () => {
  const copy = mkdtempSync(join(tmpdir(), 'llm-monitoring-scan-'));
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  beforeAll(() => {
    const files = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' }).split('\0');
    for (const file of files.filter((path) => path !== '' && !path.endsWith('.png'))) {
      mkdirSync(dirname(join(copy, file)), { recursive: true });
      cpSync(join(ROOT, file), join(copy, file));
    }
    // A secret that has to be found, as proof that the scan works.
    writeFileSync(join(copy, 'planted.pem'), new Authority().server('planted').key);
  });

  it('finds only the planted secret and the exceptions with a reason', () => {
    const { stdout, stderr } = spawnSync(
      'checkov',
      [
        '--directory',
        copy,
        '--framework',
        'secrets',
        '--enable-secret-scan-all-files',
        '--output',
        'json',
        '--quiet',
        '--compact',
      ],
      { encoding: 'utf8', maxBuffer: 1e8 },
    );
    const report = stdout.slice(stdout.indexOf('{'));
    expect(report, stderr).not.toBe('');
    const { results } = JSON.parse(report) as { results: { failed_checks: readonly Finding[] } };
    const found = results.failed_checks.map(({ file_path: file, check_id: id }) => `${file.slice(1)} ${id}`);
    const excepted = Object.keys(EXCEPTIONS);
    expect(found.filter((finding) => !excepted.includes(finding))).toEqual(['planted.pem CKV_SECRET_13']);
    expect(excepted.filter((finding) => !found.includes(finding))).toEqual([]);
  });
});
