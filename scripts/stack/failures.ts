import { UserError } from './user-error.ts';

interface Known {
  readonly pattern: RegExp;
  readonly explain: (match: RegExpExecArray) => UserError;
}

/** What the engine and its providers say of the faults that a person can mend. */
const KNOWN: readonly Known[] = [
  {
    pattern: /incorrect passphrase|passphrase must be set|failed to decrypt/i,
    explain: () =>
      new UserError(
        'The passphrase is not the one that encrypted the secrets of this stack',
        'Set PULUMI_CONFIG_PASSPHRASE (or PULUMI_CONFIG_PASSPHRASE_FILE) to the right one. Nothing was changed.',
      ),
  },
  {
    pattern:
      /currently locked by(?:[^]*?created by (?<holder>\S+ \(pid \d+\) at \S+))?|another update is (?:already|currently) in progress|\[409\] Conflict: Another update/i,
    explain: ({ groups }) =>
      new UserError(
        `Another update of this stack is running${groups?.['holder'] ? `, of ${groups['holder']}` : ''}`,
        'Wait for it to end. If none is running, release the lock: npm run pulumi -- cancel --yes',
      ),
  },
  {
    pattern: /no space left on device/i,
    explain: () =>
      new UserError(
        'The disk is full',
        'Make room (docker system df shows what Docker holds) and run the same command again; it goes on from here.',
      ),
  },
  {
    pattern:
      /unable to (?:read|pull|find) (?:Docker )?image[^\n]*?([\w./-]+:[\w.-]+)[^\n]*|error pulling image ([^\s:]+:[^\s:]+)[^\n]*/i,
    explain: (match) =>
      new UserError(
        `The image ${match[1] ?? match[2] ?? ''} cannot be pulled: ${match[0]}`,
        'Check the network and the registry. A mirror is named with the key llm-monitoring:images.',
      ),
  },
  {
    pattern: /(?:failed to connect to any docker daemon|cannot connect to the docker daemon)[^\n]*/i,
    explain: (match) =>
      new UserError(
        `Docker is not reachable: ${match[0]}`,
        'Start Docker, or name the engine with llm-monitoring:docker.host.',
      ),
  },
  {
    pattern: /could not automatically download and install (resource plugin '[^']+' at version v[\w.-]+)/i,
    explain: (match) =>
      new UserError(
        `Pulumi's ${match[1]} cannot be downloaded`,
        'Check the network, or put the plugin on PATH or into ~/.pulumi/plugins by hand.',
      ),
  },
  {
    pattern: /(?:get|post|put|patch|delete) "(https?:\/\/[^"]+)": context deadline exceeded/i,
    explain: (match) =>
      new UserError(
        `Grafana did not answer in time: ${match[1]}`,
        'Run the same command again; it goes on from here. Where that does not help, restart Grafana (on Docker: docker restart llm-monitoring-grafana).',
      ),
  },
  {
    pattern: /folder \S+ is not empty[^[]*\[([^\]]*)\]/i,
    explain: (match) =>
      new UserError(
        `Grafana's folder of this stack holds boards of your own: ${match[1]}`,
        'Move them to another folder in Grafana and run the same command again.',
      ),
  },
  {
    pattern: /resource "(?:urn:\S+::)?([^":]+)"\s+cannot be deleted\s+because it is protected/i,
    explain: (match) =>
      new UserError(
        `${match[1]} is protected, as it holds data. Nothing was deleted`,
        'To delete it all the same, set llm-monitoring:kubernetes.protect to false, run up once, and then down again.',
      ),
  },
];

/** The one error to show for everything that went wrong in a run. */
export function explainFailure(texts: readonly string[]): UserError {
  for (const { pattern, explain } of KNOWN) {
    for (const text of texts) {
      const match = pattern.exec(text);
      if (match) return explain(match);
    }
  }
  const specific = texts.filter((text) => !/^(update|preview|destroy) failed$/i.test(text.trim()));
  return new UserError(
    (specific.length > 0 ? specific : texts).join('\n'),
    'Nothing that was made before is lost; run the same command again once this is mended.',
  );
}
