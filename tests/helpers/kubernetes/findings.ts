import { spawnSync } from 'node:child_process';

/** A finding of a checker. */
export interface Finding {
  readonly tool: 'checkov' | 'kube-score';
  readonly check: string;
  /** `Kind/name`. */
  readonly object: string;
  readonly text: string;
}

/** Findings of checkov in a folder of manifests. */
export function checkovFindings(folder: string): Finding[] {
  const output = run('checkov', [
    ...['--directory', folder, '--framework', 'kubernetes', '--output', 'json'],
    ...['--quiet', '--compact'],
  ]);
  const { results } = JSON.parse(output) as {
    results: {
      failed_checks: readonly { check_id: string; check_name: string; resource: string }[];
      passed_checks?: readonly unknown[];
    };
  };
  return results.failed_checks.map(({ check_id, check_name, resource }) => {
    const [kind, , ...name] = resource.split('.');
    return { tool: 'checkov', check: check_id, object: `${kind}/${name.join('.')}`, text: check_name };
  });
}

interface Scored {
  readonly type_meta: { readonly kind: string };
  readonly object_meta: { readonly name: string };
  readonly checks: readonly {
    readonly check: { readonly id: string };
    readonly grade: number;
    readonly skipped: boolean;
    readonly comments: readonly { path: string; summary: string }[] | null;
  }[];
}

/** Below it, kube-score says "warning" or "critical". */
const ALMOST_OK = 7;

/** Findings of kube-score in manifest files. */
export function kubeScoreFindings(files: readonly string[]): Finding[] {
  const output = run('kube-score', [
    'score',
    ...files,
    '--output-format',
    'json',
    '--kubernetes-version',
    'v1.35',
  ]);
  return (JSON.parse(output) as Scored[]).flatMap(({ type_meta, object_meta, checks }) =>
    checks
      .filter(({ grade, skipped }) => !skipped && grade < ALMOST_OK)
      .map(({ check, comments }): Finding => {
        const text = (comments ?? []).map(({ path, summary }) => `${path}: ${summary}`).join('; ');
        return {
          tool: 'kube-score',
          check: check.id,
          object: `${type_meta.kind}/${object_meta.name}`,
          text,
        };
      }),
  );
}

/** Both exit with a code other than 0 if there are findings. */
function run(command: string, args: readonly string[]): string {
  const { stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (error || stdout === '') throw new Error(`${command}: ${error?.message ?? stderr}`);
  return stdout;
}
