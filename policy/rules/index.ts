import type { Candidate, Rule } from '../rule.ts';
import { exceptions } from '../exceptions.ts';
import { pinnedImages } from './images.ts';
import { healthChecks, limits } from './limits.ts';
import { noOpenPorts } from './ports.ts';
import { noCapabilities, noLoosening, noNewPrivileges, readOnlyRoot } from './privileges.ts';
import { noDefaultPasswords, noPlainSecrets } from './secrets.ts';
import { tlsVerified } from './tls.ts';

export const rules: readonly Rule[] = [
  pinnedImages,
  limits,
  healthChecks,
  noCapabilities,
  readOnlyRoot,
  noNewPrivileges,
  noLoosening,
  noOpenPorts,
  noPlainSecrets,
  noDefaultPasswords,
  tlsVerified,
];

/** Violations of one rule by one resource, without exceptions. */
export const violations = (rule: Rule, candidate: Candidate): string[] =>
  exceptions.some((exception) => exception.rule === rule.name && exception.covers(candidate))
    ? []
    : rule.check(candidate);
