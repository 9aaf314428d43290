import type { Settings } from '../settings/index.ts';
import type { ConfigFile } from '../text/config-file.ts';
import { defined } from '../text/defined.ts';
import { credentialFiles } from '../traces/index.ts';
import { CA_FILE, PASSWORD_FILE, TOKEN_FILE, TRACES_CA_FILE } from './alloy-config.ts';

/** Files that Alloy reads of external servers, by name; none for managed ones. */
export function collectorCredentials({
  loki,
  traces,
}: Settings): Readonly<Record<string, ConfigFile['content']>> {
  const { auth, tls } = loki.existing ?? {};
  return {
    ...(auth?.basic ? { [PASSWORD_FILE]: auth.basic.password } : {}),
    ...(auth?.bearer ? { [TOKEN_FILE]: auth.bearer } : {}),
    ...defined({ [CA_FILE]: tls?.ca }),
    ...credentialFiles(traces, TRACES_CA_FILE),
  };
}

export const hasCredentials = (settings: Settings): boolean =>
  Object.keys(collectorCredentials(settings)).length > 0;
