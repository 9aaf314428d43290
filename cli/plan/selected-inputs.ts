import { inputText, namesText } from './input-text.ts';
import { isSecret, plain, type Recorded } from './recorder.ts';

type Inputs = Readonly<Record<string, unknown>>;
type Selected = readonly (readonly [name: string, text: string])[];

/** Inputs to show for a resource, as `name=text`, in order. Absent ones are omitted. */
export function selectedInputs({ type, inputs }: Recorded): Selected {
  const select = SELECTIONS[type] ?? (type.startsWith('kubernetes:') ? manifest : scalars);
  return select(inputs).filter(([, text]) => text !== '');
}

const pick =
  (...names: readonly string[]) =>
  (inputs: Inputs): Selected =>
    names.map((name) => [name, inputs[name] === undefined ? '' : inputText(inputs[name])]);

/** Inputs of a resource type without an entry in {@link SELECTIONS}: scalars. */
const scalars = (inputs: Inputs): Selected =>
  pick(...Object.keys(inputs).sort())(inputs).filter(
    ([name]) => isSecret(inputs[name]) || typeof inputs[name] !== 'object',
  );

const SELECTIONS: Readonly<Record<string, (inputs: Inputs) => Selected>> = {
  'docker:index/container:Container': container,
  'docker:index/network:Network': pick('name', 'internal'),
  'docker:index/remoteImage:RemoteImage': pick('name'),
  'docker:index/volume:Volume': pick('name'),
  'grafana:alerting/contactPoint:ContactPoint': (inputs) => [
    ...pick('name')(inputs),
    [
      'kind',
      Object.keys(inputs)
        .filter((key) => Array.isArray(inputs[key]))
        .join(','),
    ],
  ],
  'grafana:alerting/messageTemplate:MessageTemplate': pick('name', 'template'),
  'grafana:alerting/muteTiming:MuteTiming': pick('name', 'intervals'),
  'grafana:alerting/notificationPolicy:NotificationPolicy': pick('contactPoint', 'groupBies', 'policies'),
  'grafana:alerting/ruleGroup:RuleGroup': ruleGroup,
  'grafana:oss/dashboard:Dashboard': dashboard,
  'grafana:oss/dataSource:DataSource': pick('uid', 'name', 'type', 'url', 'isDefault', 'jsonDataEncoded'),
  'grafana:oss/folder:Folder': pick('uid', 'title'),
  'grafana:oss/serviceAccountRotatingToken:ServiceAccountRotatingToken': pick('namePrefix', 'secondsToLive'),
  'kubernetes:helm.sh/v3:Release': (inputs) => [
    ...pick('chart', 'version', 'namespace')(inputs),
    ...pick('repo')((inputs['repositoryOpts'] ?? {}) as Inputs),
    ...pick('values')(inputs),
  ],
};

function container(inputs: Inputs): Selected {
  const { image, ports, networksAdvanced, volumes, uploads, memory } = plain(inputs) as {
    image?: string;
    ports?: readonly { ip: string; external: number; internal: number }[];
    networksAdvanced?: readonly { name: string }[];
    volumes?: readonly { volumeName?: string; hostPath?: string; containerPath: string }[];
    uploads?: readonly { file: string }[];
    memory?: number;
  };
  const contents = (inputs['uploads'] ?? []) as readonly { content: unknown }[];
  return [
    ...pick('name')(inputs),
    // The recorder returns the image's name instead of its digest.
    ['image', image?.replace(/^sha256:/, '') ?? ''],
    ['ports', (ports ?? []).map(({ ip, external, internal }) => `${ip}:${external}->${internal}`).join(',')],
    ...pick('user')(inputs),
    ['memory', memory === undefined ? '' : `${memory}MiB`],
    ['networks', (networksAdvanced ?? []).map(({ name }) => name).join(',')],
    [
      'mounts',
      (volumes ?? [])
        .map((volume) => `${volume.volumeName ?? volume.hostPath}:${volume.containerPath}`)
        .join(','),
    ],
    ...(uploads ?? []).map(({ file }, index) => [file, inputText(contents[index]!.content)] as const),
  ];
}

function ruleGroup(inputs: Inputs): Selected {
  const { rules } = plain(inputs) as { rules: readonly { name: string }[] };
  return [
    ...pick('name')(inputs),
    ['interval', `${String(inputs['intervalSeconds'])}s`],
    ['rules', `${rules.length} (${namesText(rules.map(({ name }) => name))})`],
    ['content', inputText(inputs['rules'])],
  ];
}

function dashboard(inputs: Inputs): Selected {
  const { configJson } = plain(inputs) as { configJson: string };
  const { uid, title, panels } = JSON.parse(configJson) as { uid: string; title: string; panels: unknown[] };
  return [
    ['uid', uid],
    ['title', title],
    ['panels', String(panels.length)],
    ['content', inputText(inputs['configJson'])],
  ];
}

/** An object of the Kubernetes API: namespace, name, and a hash of its content. */
function manifest(inputs: Inputs): Selected {
  const metadata = (inputs['metadata'] ?? {}) as Inputs;
  const content = ['spec', 'data', 'stringData', 'rules', 'webhooks'].filter(
    (key) => inputs[key] !== undefined,
  );
  return [...pick('namespace', 'name')(metadata), ...pick(...content)(inputs)];
}
