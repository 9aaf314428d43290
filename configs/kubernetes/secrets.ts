import { alertmanagerFiles } from '../alertmanager/index.ts';
import { hasKeys } from '../settings/object-store.ts';
import type { Settings } from '../settings/index.ts';
import { collectorCredentials, hasCredentials } from './collector-credentials.ts';
import { ADMIN_PASSWORD_KEY, ADMIN_USER_KEY, SECRET_KEY_KEY } from './grafana-password.ts';
import { longTermSecrets } from './long-term.ts';
import type { Manifest } from './manifest.ts';
import { metadataOf } from './metadata.ts';
import { tlsSecrets } from './prometheus-tls.ts';
import { targetSecrets } from './scrape-configs.ts';
import { namesOf } from '../inventory/kubernetes.ts';
import { isManaged } from '../inventory/managed.ts';

/**
 * The Secrets that the releases refer to. Values known only at run time (Grafana's administrator, the key of its database) are
 * `undefined`.
 */
export function secrets(settings: Settings): Manifest[] {
  return [
    ...grafanaSecrets(settings),
    ...storeSecrets(settings),
    ...collectorSecrets(settings),
    ...alertmanagerSecrets(settings),
    ...tlsSecrets(settings),
    ...(settings.prometheus.existing ? [] : [...longTermSecrets(settings), ...targetSecrets(settings)]),
  ];
}

const secret = (settings: Settings, name: string, stringData: Manifest['stringData']): Manifest => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: metadataOf(settings, name),
  ...(stringData ? { stringData } : {}),
});

function grafanaSecrets(settings: Settings): Manifest[] {
  if (settings.grafana.existing) return [];
  const names = namesOf(settings);
  const { adminUser, adminPassword } = settings.grafana;
  const { database } = settings.kubernetes.grafana;
  return [
    secret(settings, names.grafanaAdmin, {
      [ADMIN_USER_KEY]: adminUser,
      [ADMIN_PASSWORD_KEY]: adminPassword,
      [SECRET_KEY_KEY]: undefined,
    }),
    ...(database?.password ? [secret(settings, names.grafanaDatabase, { password: database.password })] : []),
  ];
}

function alertmanagerSecrets(settings: Settings): Manifest[] {
  if (!isManaged(settings, 'alertmanager')) return [];
  return [secret(settings, namesOf(settings).alertmanagerConfig, alertmanagerFiles(settings))];
}

/** Keys of the object stores of Loki and Tempo. */
function storeSecrets(settings: Settings): Manifest[] {
  const { kubernetes } = settings;
  const names = namesOf(settings);
  const stores = [
    ['loki', names.objectStore],
    ['tempo', names.traceStore],
  ] as const;
  return stores.flatMap(([part, name]) => {
    const store = kubernetes[part].objectStore;
    if (!isManaged(settings, part) || !store || !hasKeys(store) || store.existingSecret !== undefined)
      return [];
    return [
      secret(settings, name, {
        ...(store.accessKeyId ? { 'access-key-id': store.accessKeyId } : {}),
        ...(store.secretAccessKey ? { 'secret-access-key': store.secretAccessKey } : {}),
      }),
    ];
  });
}

function collectorSecrets(settings: Settings): Manifest[] {
  if (!isManaged(settings, 'alloy') || !hasCredentials(settings)) return [];
  return [secret(settings, `${namesOf(settings).alloy}-credentials`, collectorCredentials(settings))];
}
