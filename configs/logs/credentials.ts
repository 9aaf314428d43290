import type { Settings } from '../settings/index.ts';
import type { Block } from './alloy-text.ts';
import type { ConfigFile } from '../text/config-file.ts';
import { defined } from '../text/defined.ts';

type Existing = Pick<NonNullable<Settings['loki']['existing']>, 'auth' | 'tls'>;

/** Names of the credential files for an external server, or their paths as Alloy sees them. */
export interface CredentialFiles {
  readonly password: string;
  readonly token: string;
  readonly ca: string;
}

/** The paths of files in a folder. */
export const inFolder = (folder: string, { password, token, ca }: CredentialFiles): CredentialFiles => ({
  password: `${folder}/${password}`,
  token: `${folder}/${token}`,
  ca: `${folder}/${ca}`,
});

/** The credential files for an external server; none for a managed one. */
export function credentialFiles(existing: Existing | undefined, files: CredentialFiles): ConfigFile[] {
  const { auth, tls } = existing ?? {};
  const contents = [
    [files.password, auth?.basic?.password],
    [files.token, auth?.bearer],
    [files.ca, tls?.ca],
  ] as const;
  return contents.flatMap(([path, content]) => (content === undefined ? [] : [{ path, content }]));
}

/** Authentication of `loki.write` at an external Loki; none for a managed one. */
export function credentials(existing: Existing | undefined, files: CredentialFiles): Block[] {
  const { auth, tls } = existing ?? {};
  const blocks: Block[] = [];
  if (auth?.basic) {
    const { username } = auth.basic;
    blocks.push({ name: 'basic_auth', attributes: { username, password_file: files.password } });
  }
  if (auth?.bearer) {
    const attributes = { type: 'Bearer', credentials_file: files.token };
    blocks.push({ name: 'authorization', attributes });
  }
  if (tls) {
    const attributes = {
      ...(tls.ca === undefined ? {} : { ca_file: files.ca }),
      ...defined({ server_name: tls.serverName }),
      insecure_skip_verify: tls.insecureSkipVerify,
    };
    blocks.push({ name: 'tls_config', attributes });
  }
  return blocks;
}
