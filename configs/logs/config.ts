import { lokiClient } from '../loki/tls.ts';
import { serverUrls } from '../inventory/addresses.ts';
import type { ConfigFile } from '../text/config-file.ts';
import type { Settings } from '../settings/index.ts';
import { expression, type Block } from './alloy-text.ts';
import { credentials } from './credentials.ts';
import { pipeline } from './pipeline.ts';
import { dockerSource, fileSources } from './sources.ts';
import { stageBlock } from './stage-text.ts';
import { defined } from '../text/defined.ts';

/** Folder that Alloy reads everything from. */
export const CONFIG_PATH = '/etc/alloy';
const PASSWORD_FILE = 'loki-password';
const TOKEN_FILE = 'loki-token';
const CA_FILE = 'loki-ca.pem';

/** Blocks of the collector that read, parse and forward log lines. */
export function logBlocks(settings: Settings): Block[] {
  return [
    ...dockerSource(settings, 'loki.process.lines.receiver'),
    ...fileSources(settings, 'loki.process.lines.receiver'),
    {
      name: 'loki.process',
      label: 'lines',
      attributes: { forward_to: [expression('loki.write.loki.receiver')] },
      blocks: pipeline(settings).map(stageBlock),
    },
    { name: 'loki.write', label: 'loki', blocks: [endpoint(settings)] },
  ];
}

/** The credential files that the blocks refer to. */
export function logFiles(settings: Settings): ConfigFile[] {
  const existing = settings.loki.existing;
  return [
    ...(existing?.auth?.basic ? [{ path: PASSWORD_FILE, content: existing.auth.basic.password }] : []),
    ...(existing?.auth?.bearer ? [{ path: TOKEN_FILE, content: existing.auth.bearer }] : []),
    ...(existing?.tls?.ca === undefined ? [] : [{ path: CA_FILE, content: existing.tls.ca }]),
    ...(lokiClient(settings.loki, CONFIG_PATH)?.files ?? []),
  ];
}

function endpoint(settings: Settings): Block {
  const { loki, logs } = settings;
  const url = serverUrls(settings).loki.replace(/\/+$/, '');
  const client = lokiClient(loki, CONFIG_PATH);
  return {
    name: 'endpoint',
    attributes: {
      url: `${url}/loki/api/v1/push`,
      ...defined({ tenant_id: logs.tenant }),
      // Without end: reading stops meanwhile and the lines wait where they are, in Docker's own files.
      max_backoff_retries: 0,
      max_backoff_period: '10s',
    },
    blocks: client
      ? [{ name: 'tls_config', attributes: { ...client.tls } }]
      : credentials(loki.existing, {
          password: inConfig(PASSWORD_FILE),
          token: inConfig(TOKEN_FILE),
          ca: inConfig(CA_FILE),
        }),
  };
}

const inConfig = (file: string) => `${CONFIG_PATH}/${file}`;
