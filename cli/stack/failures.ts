import { UserError } from './user-error.ts';

interface Known {
  readonly pattern: RegExp;
  readonly explain: (match: RegExpExecArray) => UserError;
}

/** Errors of the engine and its providers that the user can fix. */
const KNOWN: readonly Known[] = [
  {
    pattern: /incorrect passphrase|passphrase must be set|failed to decrypt/i,
    explain: () =>
      new UserError(
        'Wrong passphrase: it does not decrypt the secrets of this stack',
        'Set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE to the passphrase that encrypted them. Nothing was changed.',
      ),
  },
  {
    pattern:
      /currently locked by(?:[^]*?created by (?<holder>\S+ \(pid \d+\) at \S+))?|another update is (?:already|currently) in progress|\[409\] Conflict: Another update/i,
    explain: ({ groups }) =>
      new UserError(
        `Another update of this stack is in progress${groups?.['holder'] ? `, started by ${groups['holder']}` : ''}`,
        'Wait for it to finish. If none is running, release the lock: npm run pulumi -- cancel --yes',
      ),
  },
  {
    pattern: /no space left on device/i,
    explain: () =>
      new UserError(
        'The disk is full',
        'Free some space (docker system df shows what Docker uses) and run the same command again; it continues from here.',
      ),
  },
  {
    pattern:
      /unable to (?:read|pull|find) (?:Docker )?image[^\n]*?([\w./-]+:[\w.-]+)[^\n]*|error pulling image ([^\s:]+:[^\s:]+)[^\n]*/i,
    explain: (match) =>
      new UserError(
        `Could not pull the image ${match[1] ?? match[2] ?? ''}: ${match[0]}`,
        'Check the network and the registry. To use a mirror, set the key llm-monitoring:images.',
      ),
  },
  {
    pattern: /(?:failed to connect to any docker daemon|cannot connect to the docker daemon)[^\n]*/i,
    explain: (match) =>
      new UserError(
        `Docker is not running, or the wrong engine is selected: ${match[0]}`,
        'Start Docker, or select the engine with the key llm-monitoring:docker.host.',
      ),
  },
  {
    pattern: /(?:port is already allocated|address already in use)[^\n]*/i,
    explain: (match) =>
      new UserError(
        `A port of the stack is already in use: ${match.input.trim().split('\n').at(-1)}`,
        'Stop what uses it, or set llm-monitoring:grafana.port, prometheus.port or loki.port to another one.',
      ),
  },
  {
    pattern: /network with name (\S+) already exists|container name "\/?([^"]+)" is already in use/i,
    explain: (match) =>
      new UserError(
        `Docker already has a ${match[1] ? 'network' : 'container'} named ${match[1] ?? match[2]}`,
        'Remove it, or set llm-monitoring:name to another name. Example: llm-monitoring-2',
      ),
  },
  {
    pattern: /PULUMI_ACCESS_TOKEN must be set|you must be logged in|invalid access token/i,
    explain: () =>
      new UserError(
        'Not logged in to the Pulumi back end',
        'Log in (pulumi login), set PULUMI_ACCESS_TOKEN, or keep the state on this machine (pulumi logout, and no PULUMI_BACKEND_URL).',
      ),
  },
  {
    pattern: /could not automatically download and install (resource plugin '[^']+' at version v[\w.-]+)/i,
    explain: (match) =>
      new UserError(
        `Could not download Pulumi's ${match[1]}`,
        'Check the network, or put the plugin on PATH or into ~/.pulumi/plugins. Without it, npm run preview -- --offline prints the plan, and npm run render writes the stack as files.',
      ),
  },
  {
    pattern: /(?:get|post|put|patch|delete) "(https?:\/\/[^"]+)": context deadline exceeded/i,
    explain: (match) =>
      new UserError(
        `Grafana timed out: ${match[1]}`,
        'Run the same command again; it continues from here. If that does not help, restart Grafana (on Docker: docker restart llm-monitoring-grafana).',
      ),
  },
  {
    pattern: /folder \S+ is not empty[^[]*\[([^\]]*)\]/i,
    explain: (match) =>
      new UserError(
        `The Grafana folder of this stack contains dashboards of your own: ${match[1]}`,
        'Move them to another folder in Grafana and run the same command again.',
      ),
  },
  {
    pattern: /resource "(?:urn:\S+::)?([^":]+)"\s+cannot be deleted\s+because it is protected/i,
    explain: (match) =>
      new UserError(
        `${match[1]} is protected because it holds data. Nothing was deleted`,
        'To delete it anyway, set llm-monitoring:kubernetes.protect to false, run up once, and then down again.',
      ),
  },
];

/** The error to show for all failures of a run. */
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
    'Resources that were created are kept. Fix the cause and run the same command again.',
  );
}
