import { alertmanagerFiles } from '../alertmanager/index.ts';
import { hasKeys } from '../settings/object-store.ts';
import type { Settings } from '../settings/index.ts';
import { CA_FILE, headerFile, PASSWORD_FILE, TOKEN_FILE } from './alloy-config.ts';
import { hasCredentials } from './alloy-values.ts';
import { ADMIN_PASSWORD_KEY, ADMIN_USER_KEY, SECRET_KEY_KEY } from './grafana-password.ts';
import { longTermSecrets } from './long-term.ts';
import type { Manifest } from './manifest.ts';
import { metadataOf } from './metadata.ts';
import { tlsSecrets } from './prometheus-tls.ts';
import { targetSecrets } from './scrape-configs.ts';
import { namesOf } from '../inventory/kubernetes.ts';
import { isManaged } from '../inventory/managed.ts';
import { defined } from '../text/defined.ts';

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
  const { auth, tls } = settings.loki.existing ?? {};
  const traces = settings.traces.enabled ? settings.traces.existing : undefined;
  return [
    secret(settings, `${namesOf(settings).alloy}-credentials`, {
      ...(auth?.basic ? { [PASSWORD_FILE]: auth.basic.password } : {}),
      ...(auth?.bearer ? { [TOKEN_FILE]: auth.bearer } : {}),
      ...defined({ [CA_FILE]: tls?.ca }),
      ...(traces?.auth?.basic ? { [`traces-${PASSWORD_FILE}`]: traces.auth.basic.password } : {}),
      ...(traces?.auth?.bearer ? { [`traces-${TOKEN_FILE}`]: traces.auth.bearer } : {}),
      ...Object.fromEntries(
        Object.entries(traces?.headers ?? {}).map(([name, value]) => [headerFile(name), value]),
      ),
      ...defined({ [`traces-${CA_FILE}`]: traces?.tls?.ca }),
    }),
  ];
}
