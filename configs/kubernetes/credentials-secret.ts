import type { Settings } from '../settings/index.ts';
import type { Manifest } from './manifest.ts';
import { metadataOf } from './metadata.ts';
import { defined } from '../text/defined.ts';

type Existing = NonNullable<Settings['prometheus']['existing']>;

/** Secret with the credentials of a server; none if it requires none. */
export function credentialsSecret(
  settings: Settings,
  name: string,
  { auth, tls }: Pick<Existing, 'auth' | 'tls'>,
): Manifest[] {
  const stringData = {
    ...(auth?.basic ? { username: auth.basic.username, password: auth.basic.password } : {}),
    ...(auth?.bearer ? { token: auth.bearer } : {}),
    ...defined({ 'ca.crt': tls?.ca }),
  };
  if (Object.keys(stringData).length === 0) return [];
  return [{ apiVersion: 'v1', kind: 'Secret', metadata: metadataOf(settings, name), stringData }];
}
