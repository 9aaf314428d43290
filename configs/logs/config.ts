import { lokiClient } from '../loki/tls.ts';
import { serverUrls } from '../inventory/addresses.ts';
import type { ConfigFile } from '../text/config-file.ts';
import type { Settings } from '../settings/index.ts';
import { expression, type Block } from './alloy-text.ts';
import { credentialFiles, credentials, inFolder } from './credentials.ts';
import { pipeline } from './pipeline.ts';
import { dockerSource, fileSources } from './sources.ts';
import { stageBlock } from './stage-text.ts';
import { defined } from '../text/defined.ts';

/** Folder that Alloy reads everything from. */
export const CONFIG_PATH = '/etc/alloy';
const FILES = { password: 'loki-password', token: 'loki-token', ca: 'loki-ca.pem' };

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
  const { loki } = settings;
  return [...credentialFiles(loki.existing, FILES), ...(lokiClient(loki, CONFIG_PATH)?.files ?? [])];
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
      : credentials(loki.existing, inFolder(CONFIG_PATH, FILES)),
  };
}
