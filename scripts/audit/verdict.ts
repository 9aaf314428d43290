/** Result of checking the installed packages against npm's advisories. */
export interface Verdict {
  /** True if the run may continue. */
  readonly passed: boolean;
  /** Lines to print. */
  readonly lines: readonly string[];
}

/** The part of `npm audit --json` that is read (npm docs `commands/npm-audit`, report version 2). */
interface Report {
  readonly statusCode?: number;
  readonly message?: string;
  readonly vulnerabilities?: Readonly<
    Record<string, { readonly severity: string; readonly range: string; readonly via: readonly unknown[] }>
  >;
}

const COUNTS = ['high', 'critical'];

/** Status codes of registry mirrors without advisories: method not allowed, or not found. */
const NO_ENDPOINT = [404, 405];

/** Reads the output of `npm audit --json`; unexpected output fails. */
export function verdictOn(printed: string): Verdict {
  let report: Report;
  try {
    report = JSON.parse(printed) as Report;
  } catch {
    return { passed: false, lines: ['npm audit printed no JSON'] };
  }
  if (NO_ENDPOINT.includes(report.statusCode ?? 0)) {
    const line = `npm audit was not run: the registry has no advisories (HTTP ${report.statusCode})`;
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

/** The advisory, or the dependency that it is inherited from. */
function titleOf(via: unknown): string {
  if (typeof via === 'string') return `via ${via}`;
  const { title, url } = via as { title?: string; url?: string };
  return [title, url].filter((part) => part !== undefined).join(' ');
}
