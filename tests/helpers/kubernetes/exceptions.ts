import type { Finding } from './findings.ts';

/** A finding of a checker that is left as it is, and why. */
export interface Exception {
  readonly tool: Finding['tool'];
  readonly checks: readonly string[];
  /** Objects that it is about, as `Kind/name`. */
  readonly objects: RegExp;
  readonly reason: string;
}

export const EXCEPTIONS: readonly Exception[] = [];

/** The exception that a finding falls under. */
export const excuseOf = ({ tool, check, object }: Finding): Exception | undefined =>
  EXCEPTIONS.find(
    (exception) =>
      exception.tool === tool && exception.checks.includes(check) && exception.objects.test(object),
  );
