import { stringify } from 'yaml';
import type { BundleFile } from './bundle-file.ts';
import type { Settings } from '../settings/index.ts';
import { plainText } from '../text/config-file.ts';
import { SECRET_PLACEHOLDER } from '../text/secret.ts';
import { installGuide } from '../kubernetes/install-guide.ts';
import type { Manifest } from '../kubernetes/manifest.ts';
import { after, before, namespaces } from '../kubernetes/manifests.ts';
import { releases } from '../kubernetes/releases.ts';
import { secrets } from '../kubernetes/secrets.ts';

/** Manifests by installation step. */
const manifestSteps = (settings: Settings) =>
  [
    ['00-namespaces', namespaces(settings)],
    ['10-secrets', secrets(settings)],
    ['20-before', before(settings)],
    ['30-after', after(settings)],
  ] as const;

/** The Kubernetes stack as files for GitOps: values, manifests and the installation order. */
export function kubernetesBundle(settings: Settings): BundleFile[] {
  return [
    ...releases(settings).map(({ name, values }) => ({
      path: `kubernetes/values/${name}.yaml`,
      text: yaml(values),
    })),
    ...manifestSteps(settings).flatMap(([step, manifests]) =>
      manifests.length === 0
        ? []
        : [
            {
              path: `kubernetes/manifests/${step}.yaml`,
              text: manifests.map((manifest) => yaml(revealed(manifest))).join('---\n'),
            },
          ],
    ),
    { path: 'kubernetes/install.md', text: installGuide(settings) },
  ];
}

function revealed(manifest: Manifest): Manifest {
  if (!manifest.stringData) return manifest;
  return {
    ...manifest,
    stringData: Object.fromEntries(
      Object.entries(manifest.stringData).map(([key, value]) => [
        key,
        plainText(value ?? SECRET_PLACEHOLDER),
      ]),
    ),
  };
}

/** YAML 1.1, which Helm and kubectl read: there, an unquoted date or `on` is not a string. */
const yaml = (value: unknown): string =>
  stringify(value, { aliasDuplicateObjects: false, lineWidth: 0, version: '1.1' });
