import { endpointOf } from '../inventory/addresses.ts';
import type { Settings } from '../settings/index.ts';
import { escapeRegex } from '../text/escape-regex.ts';
import { expression, type Block, type Value } from './alloy-text.ts';
import { CONTAINER_LABELS, metaLabel } from './container-labels.ts';
import { defined } from '../text/defined.ts';

/** Address of the Docker engine for Alloy: the proxy, which allows a few GET requests. */
const DOCKER_HOST = `tcp://${endpointOf('socketProxy')}`;

/** Folder under which the folders of `logs.files` are mounted. */
const FILES_PATH = '/var/log/host';
const ID = '__meta_docker_container_id';
const NAME = '__meta_docker_container_name';
/** How long a new container stays unseen; its first lines say why it fails. */
const REFRESH = '2s';

/** Reads the containers that belong to the stack, opt in by label, or are included by name. */
export function dockerSource(settings: Settings, forwardTo: string): Block[] {
  return [
    {
      name: 'discovery.docker',
      label: 'containers',
      attributes: { host: DOCKER_HOST, refresh_interval: REFRESH },
      blocks: [
        {
          // With the stopped ones: the last words of a container that crashed count most.
          name: 'filter',
          attributes: { name: 'status', values: ['running', 'restarting', 'paused', 'exited', 'dead'] },
        },
      ],
    },
    {
      name: 'discovery.relabel',
      label: 'containers',
      attributes: { targets: expression('discovery.docker.containers.targets') },
      blocks: containerRules(settings).map((attributes) => ({ name: 'rule', attributes })),
    },
    {
      name: 'discovery.relabel',
      label: 'output_stream',
      attributes: { targets: [] },
      blocks: [
        {
          name: 'rule',
          attributes: {
            source_labels: ['__meta_docker_container_log_stream'],
            target_label: 'stream',
          },
        },
      ],
    },
    {
      name: 'loki.source.docker',
      label: 'containers',
      attributes: {
        // Not http://, for which Alloy breaks off every read after `refresh_interval`.
        host: DOCKER_HOST,
        targets: expression('discovery.relabel.containers.output'),
        relabel_rules: expression('discovery.relabel.output_stream.rules'),
        forward_to: [expression(forwardTo)],
        refresh_interval: REFRESH,
      },
    },
  ];
}

type Rule = Readonly<Record<string, Value>>;

function containerRules({ name, logs }: Settings): Rule[] {
  const label = (key: keyof typeof CONTAINER_LABELS) => metaLabel(CONTAINER_LABELS[key]);
  const wanted = [
    `${escapeRegex(name)};;.*`,
    '.*;true;.*',
    ...(logs.include.length > 0 ? [`.*;;/(?:${logs.include.join('|')})`] : []),
  ];
  const copy = (from: string, to: string, regex = '(.+)'): Rule => ({
    source_labels: [from],
    regex,
    target_label: to,
  });
  return [
    {
      source_labels: [label('stack'), label('logs'), NAME],
      regex: wanted.join('|'),
      action: 'keep',
    },
    { target_label: 'stack', replacement: name },
    copy(NAME, 'container', '/(.*)'),
    // The last that applies holds. A container of the stack is named after the stack and its service.
    copy(NAME, 'service_name', `/(?:${escapeRegex(name)}-)?(.+)`),
    copy(metaLabel('com.docker.compose.service'), 'service_name'),
    copy(label('service'), 'service_name'),
    copy(label('model'), 'model_name'),
    // The read position is stored under all labels: with an address among them it would be lost at a restart.
    { regex: `${ID}|stack|service_name|container|model_name`, action: 'labelkeep' },
  ];
}

/** Reads the files of servers that run outside Docker. */
export function fileSources({ name, logs }: Settings, forwardTo: string): Block[] {
  if (logs.files.length === 0) return [];
  return [
    {
      name: 'local.file_match',
      label: 'files',
      attributes: {
        sync_period: REFRESH,
        path_targets: logs.files.map(({ path, service, model }) => ({
          __path__: mounted(path),
          stack: name,
          service_name: service,
          ...defined({ model_name: model }),
        })),
      },
    },
    {
      name: 'loki.source.file',
      label: 'files',
      attributes: {
        targets: expression('local.file_match.files.targets'),
        forward_to: [expression(forwardTo)],
      },
    },
  ];
}

/** Folders to mount read-only, each once. */
export function fileMounts({ files }: Settings['logs']): { readonly host: string; readonly path: string }[] {
  const folders = new Set(files.map(({ path }) => path.slice(0, path.lastIndexOf('/'))));
  return [...folders].map((host) => ({ host, path: mounted(host) }));
}

const mounted = (path: string) => `${FILES_PATH}${path}`;
