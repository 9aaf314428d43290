import type { RuleDefaults } from './alert-rule-defaults.ts';

/** The rules that read log lines, whose condition is over with the line: they fire at once. */
export const LOG_RULE_DEFAULTS = {
  VLLMOutOfMemoryLogged: {
    severity: 'warning',
    for: '0s',
    threshold: { value: 0, of: 'lines that say out of memory in five minutes' },
    why: 'the engine that logs it usually dies with it, and the reason is in the lines around it',
  },
  VLLMEngineDeadLogged: {
    severity: 'critical',
    for: '0s',
    threshold: { value: 0, of: 'lines that say that an engine died in five minutes' },
    why: 'the engine does not come back by itself',
  },
  StorageFailingLogged: {
    severity: 'critical',
    for: '0s',
    threshold: { value: 0, of: 'lines that say that a disk cannot be written to in five minutes' },
    why: 'a server that cannot write to its disk loses data, and Prometheus cannot store that it does',
  },
  VLLMCollectiveErrorLogged: {
    severity: 'warning',
    for: '0s',
    threshold: { value: 0, of: 'lines with an error of NCCL or RCCL in five minutes' },
    why: 'GPUs that cannot talk to each other stall every request',
  },
} as const satisfies Record<string, RuleDefaults>;
