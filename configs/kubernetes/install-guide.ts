import type { Settings } from '../settings/index.ts';
import { namespaceOf } from '../inventory/kubernetes.ts';
import { namespaces } from './manifests.ts';
import { releases } from './releases.ts';

/** Markdown guide for installing the rendered files without this program. */
export function installGuide(settings: Settings): string {
  const namespace = namespaceOf(settings);
  const all = releases(settings);
  const install = ({ name, chart }: (typeof all)[number]) =>
    [
      `helm upgrade --install ${name} ${chart.chart}`,
      ...(chart.repository === undefined ? [] : [`--repo ${chart.repository}`]),
      `--version ${chart.version}`,
      `--namespace ${namespace}`,
      `--values values/${name}.yaml`,
    ].join(' ');
  return [
    '# Install without the program',
    '',
    'These files are what the program deploys, for installation by a GitOps controller. Run the commands in this',
    'folder in this order. The content of Grafana is deployed by the program, or by hand from `grafana/` beside this folder.',
    '',
    'Replace every `REPLACE_ME` first. Better, keep `manifests/10-secrets.yaml` out of the repository and create these',
    'Secrets with your secret manager.',
    '',
    '```sh',
    ...(namespaces(settings).length > 0 ? ['kubectl apply -f manifests/00-namespaces.yaml'] : []),
    ...(all.length > 0 ? ['kubectl apply -f manifests/10-secrets.yaml -f manifests/20-before.yaml'] : []),
    ...all.map(install),
    'kubectl apply -f manifests/30-after.yaml',
    '```',
    '',
  ].join('\n');
}
