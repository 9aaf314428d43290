import {
  alloyText,
  credentials,
  expression,
  inFolder,
  type Block,
  pipeline,
  stageBlock,
  type Stage,
} from '../logs/index.ts';
import type { Settings } from '../settings/index.ts';
import { collectsLogs } from '../inventory/managed.ts';
import { credentialPaths, traceBlocks } from '../traces/index.ts';
import { logSources } from './log-sources.ts';
import { lokiUrl } from '../inventory/addresses.ts';
import { defined } from '../text/defined.ts';

/** Memory of a collector in MiB; it buffers lines and spans only until they are sent. */
export const COLLECTOR_MEMORY = 512;

/** Folder of the credentials for an external Loki and an external trace store. */
export const CREDENTIALS_PATH = '/etc/alloy-credentials';
export const LOKI_FILES = { password: 'password', token: 'token', ca: 'ca.crt' };
export const TRACES_CA_FILE = 'traces-ca.crt';

/** The Kubernetes source labels its entries with its own name, the same in every pod; `instance` distinguishes the pods. */
const SOURCE_NAME: Stage = { kind: 'dropLabels', names: ['job'] };

/**
 * Text of the Alloy configuration on Kubernetes. Logs are read through the API server, so that no pod needs access to the disk
 * of its node, and the collectors distribute the pods among themselves.
 */
export function alloyConfig(settings: Settings): string {
  return alloyText([
    { name: 'logging', attributes: { level: 'warn', format: 'json' } },
    ...(collectsLogs(settings) ? logBlocks(settings) : []),
    ...(settings.traces.enabled
      ? traceBlocks(settings, COLLECTOR_MEMORY, credentialPaths(CREDENTIALS_PATH, TRACES_CA_FILE))
      : []),
  ]);
}

function logBlocks(settings: Settings): Block[] {
  const { blocks, targets } = logSources(settings);
  return [
    ...blocks,
    {
      name: 'loki.source.kubernetes',
      label: 'pods',
      attributes: {
        targets,
        forward_to: [expression('loki.process.lines.receiver')],
      },
      blocks: [{ name: 'clustering', attributes: { enabled: true } }],
    },
    {
      name: 'loki.process',
      label: 'lines',
      attributes: { forward_to: [expression('loki.write.loki.receiver')] },
      blocks: [SOURCE_NAME, ...pipeline(settings)].map(stageBlock),
    },
    { name: 'loki.write', label: 'loki', blocks: [endpoint(settings)] },
  ];
}

function endpoint(settings: Settings): Block {
  const { loki, logs } = settings;
  return {
    name: 'endpoint',
    attributes: {
      url: `${lokiUrl(settings).replace(/\/+$/, '')}/loki/api/v1/push`,
      ...defined({ tenant_id: logs.tenant }),
      // Retries forever: reading pauses meanwhile, and the lines stay on the nodes.
      max_backoff_retries: 0,
      max_backoff_period: '10s',
    },
    blocks: credentials(loki.existing, inFolder(CREDENTIALS_PATH, LOKI_FILES)),
  };
}
