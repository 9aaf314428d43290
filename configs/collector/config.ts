import { collectsLogs } from '../inventory/managed.ts';
import { alloyText, CONFIG_PATH, logBlocks, logFiles } from '../logs/index.ts';
import type { Settings } from '../settings/index.ts';
import type { ConfigFile } from '../text/config-file.ts';
import { credentialPaths, traceBlocks, traceFiles } from '../traces/index.ts';

const TRACES_CA_FILE = 'traces-ca.pem';

/**
 * Text of `alloy/config.alloy`, as `alloy fmt` prints it. It contains no secret: credentials are files beside it. The order is
 * that of the flow.
 */
export function alloyConfig(settings: Settings): string {
  const { traces, logs } = settings;
  return alloyText([
    { name: 'logging', attributes: { level: 'warn', format: 'logfmt' } },
    ...(collectsLogs(settings) ? logBlocks(settings) : []),
    ...(traces.enabled
      ? traceBlocks(settings, logs.memory, credentialPaths(CONFIG_PATH, TRACES_CA_FILE))
      : []),
  ]);
}

/** Everything in Alloy's configuration folder. */
export function alloyFiles(settings: Settings): ConfigFile[] {
  return [
    { path: 'config.alloy', content: alloyConfig(settings) },
    ...(collectsLogs(settings) ? logFiles(settings) : []),
    ...traceFiles(settings.traces, TRACES_CA_FILE),
  ];
}
