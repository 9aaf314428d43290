import { credentialFiles } from '../logs/index.ts';
import type { Settings } from '../settings/index.ts';
import type { ConfigFile } from '../text/config-file.ts';
import { traceFiles } from '../traces/index.ts';
import { LOKI_FILES, TRACES_CA_FILE } from './alloy-config.ts';

/** Files that Alloy reads of external servers, by name; none for managed ones. */
export const collectorCredentials = ({
  loki,
  traces,
}: Settings): Readonly<Record<string, ConfigFile['content']>> =>
  Object.fromEntries(
    [...credentialFiles(loki.existing, LOKI_FILES), ...traceFiles(traces, TRACES_CA_FILE)].map(
      ({ path, content }) => [path, content],
    ),
  );

export const hasCredentials = (settings: Settings): boolean =>
  Object.keys(collectorCredentials(settings)).length > 0;
