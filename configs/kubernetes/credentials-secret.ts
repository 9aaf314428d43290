import type { Settings } from '../settings/index.ts';
import type { Manifest } from './manifest.ts';
import { metadataOf } from './metadata.ts';

type Existing = NonNullable<Settings['prometheus']['existing']>;

/** The Secret with what it takes to get in at a server; none where it takes nothing. */
export function credentialsSecret(
  settings: Settings,
  name: string,
  { auth, tls }: Pick<Existing, 'auth' | 'tls'>,
): Manifest[] {
  const stringData = {
    ...(auth?.basic ? { username: auth.basic.username, password: auth.basic.password } : {}),
    ...(auth?.bearer ? { token: auth.bearer } : {}),
    ...(tls?.ca === undefined ? {} : { 'ca.crt': tls.ca }),
  };
  if (Object.keys(stringData).length === 0) return [];
  return [{ apiVersion: 'v1', kind: 'Secret', metadata: metadataOf(settings, name), stringData }];
}
