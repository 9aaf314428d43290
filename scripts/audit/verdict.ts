/** npm's advisories on the installed packages. */
export interface Verdict {
  /** True if the audit passes. */
  readonly passed: boolean;
  /** Lines to print. */
  readonly lines: readonly string[];
}

/** The fields of `npm audit --json` in use (npm docs `commands/npm-audit`, report version 2). */
interface Report {
  readonly statusCode?: number;
  readonly message?: string;
  readonly vulnerabilities?: Readonly<
    Record<string, { readonly severity: string; readonly range: string; readonly via: readonly unknown[] }>
  >;
}

const COUNTS = ['high', 'critical'];

/** A registry mirror may have packages but no advisories: method not allowed, or not found. */
const NO_ENDPOINT = [404, 405];

/** Parses the output of `npm audit --json`; unknown formats fail. */
export function verdictOn(printed: string): Verdict {
  let report: Report;
  try {
    report = JSON.parse(printed) as Report;
  } catch {
    return { passed: false, lines: ['npm audit did not print JSON'] };
  }
  if (NO_ENDPOINT.includes(report.statusCode ?? 0)) {
    const line = `npm audit was not run: the registry has no advisories (HTTP status ${report.statusCode})`;
    return { passed: true, lines: [line] };
  }
  if (!report.vulnerabilities) {
    return {
      passed: false,
      lines: [`npm audit failed: ${report.statusCode ?? 'no response from the registry'}`],
    };
  }
  const found = Object.entries(report.vulnerabilities).filter(([, { severity }]) =>
    COUNTS.includes(severity),
  );
  const lines = found.map(
    ([name, { severity, range, via }]) => `${name} ${range}: ${severity}: ${via.map(titleOf).join('; ')}`,
  );
  return found.length > 0
    ? { passed: false, lines }
    : { passed: true, lines: ['npm audit: no high or critical vulnerabilities in production dependencies'] };
}

/** The advisory, or the package that it comes through. */
function titleOf(via: unknown): string {
  if (typeof via === 'string') return `through ${via}`;
  const { title, url } = via as { title?: string; url?: string };
  return [title, url].filter((part) => part !== undefined).join(' ');
}
