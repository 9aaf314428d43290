import { collectsLogs } from '../inventory/managed.ts';
import { alloyText, CONFIG_PATH, logBlocks, logFiles } from '../logs/index.ts';
import type { Settings } from '../settings/index.ts';
import type { ConfigFile } from '../text/config-file.ts';
import { traceBlocks } from '../traces/index.ts';

const TRACE_FILES = { password: 'traces-password', token: 'traces-token', ca: 'traces-ca.pem' } as const;

/** Name of the file with the value of a header. */
const headerFile = (name: string) => `traces-header-${name}`;

const inConfig = (file: string) => `${CONFIG_PATH}/${file}`;

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
      ? traceBlocks(settings, logs.memory, {
          password: inConfig(TRACE_FILES.password),
          token: inConfig(TRACE_FILES.token),
          ca: inConfig(TRACE_FILES.ca),
          header: (name) => inConfig(headerFile(name)),
        })
      : []),
  ]);
}

/** Everything in Alloy's configuration folder. */
export function alloyFiles(settings: Settings): ConfigFile[] {
  const { enabled, existing } = settings.traces;
  const { auth, tls, headers = {} } = (enabled ? existing : undefined) ?? {};
  return [
    { path: 'config.alloy', content: alloyConfig(settings) },
    ...(collectsLogs(settings) ? logFiles(settings) : []),
    ...(auth?.basic ? [{ path: TRACE_FILES.password, content: auth.basic.password }] : []),
    ...(auth?.bearer ? [{ path: TRACE_FILES.token, content: auth.bearer }] : []),
    ...Object.entries(headers).map(([name, content]) => ({ path: headerFile(name), content })),
    ...(tls?.ca === undefined ? [] : [{ path: TRACE_FILES.ca, content: tls.ca }]),
  ];
}
