import type { Settings } from '../settings/index.ts';
import { namespaceOf } from '../inventory/kubernetes.ts';
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
    '# Installing without the program',
    '',
    'These files are what the program installs, for those who let a GitOps controller do it. Run the commands in this',
    'folder, in this order. Grafana is filled by the program alone, or by hand from `grafana/` beside this folder.',
    '',
    'Put values in place of every `REPLACE_ME` first; better, leave `manifests/10-secrets.yaml` out of the repository and',
    'make these Secrets with the means that you have for them.',
    '',
    '```sh',
    'kubectl apply -f manifests/00-namespaces.yaml',
    ...(all.length > 0 ? ['kubectl apply -f manifests/10-secrets.yaml -f manifests/20-before.yaml'] : []),
    ...all.map(install),
    'kubectl apply -f manifests/30-after.yaml',
    '```',
    '',
  ].join('\n');
}
