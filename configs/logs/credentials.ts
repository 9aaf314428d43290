import type { Settings } from '../settings/index.ts';
import type { Block } from './alloy-text.ts';
import { defined } from '../text/defined.ts';

/** Paths, as Alloy sees them, of the files that hold what it takes to get in at Loki. */
export interface CredentialFiles {
  readonly password: string;
  readonly token: string;
  readonly ca: string;
}

/** Authentication of `loki.write` at an external Loki; none for a managed one. */
export function credentials(existing: Settings['loki']['existing'], files: CredentialFiles): Block[] {
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
