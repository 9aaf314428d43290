import { expression, type Block } from '../logs/index.ts';
import type { Settings } from '../settings/index.ts';
import type { ConfigFile } from '../text/config-file.ts';
import { defined } from '../text/defined.ts';

type Existing = NonNullable<Settings['traces']['existing']>;

/** Paths, as the collector sees them, of the files with the credentials of an external trace store. */
export interface CredentialPaths {
  readonly password: string;
  readonly token: string;
  readonly ca: string;
  /** Of the value of a header. */
  readonly header: (name: string) => string;
}

const PASSWORD_FILE = 'traces-password';
const TOKEN_FILE = 'traces-token';
const headerFile = (name: string) => `traces-header-${name}`;

/** The paths in the folder of {@link credentialFiles}. */
export const credentialPaths = (folder: string, ca: string): CredentialPaths => ({
  password: `${folder}/${PASSWORD_FILE}`,
  token: `${folder}/${TOKEN_FILE}`,
  ca: `${folder}/${ca}`,
  header: (name) => `${folder}/${headerFile(name)}`,
});

/**
 * The files that the collector reads of an external trace store, by name; none for a managed one.
 *
 * @param ca name of the file with the certificate authority.
 */
export function credentialFiles(
  { enabled, existing }: Settings['traces'],
  ca: string,
): Readonly<Record<string, ConfigFile['content']>> {
  if (!enabled || !existing) return {};
  const { auth, headers, tls } = existing;
  return {
    ...(auth?.basic ? { [PASSWORD_FILE]: auth.basic.password } : {}),
    ...(auth?.bearer ? { [TOKEN_FILE]: auth.bearer } : {}),
    ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [headerFile(name), value])),
    ...defined({ [ca]: tls?.ca }),
  };
}

/** Headers of the exporter, read from files. They are text in its configuration, unlike credentials. */
export function headerBlocks(headers: Existing['headers'], path: CredentialPaths['header']) {
  const labelled = Object.keys(headers).map((name, index) => ({ name, label: `traces_header_${index}` }));
  return {
    blocks: labelled.map(({ name, label }): Block => ({
      name: 'local.file',
      label,
      attributes: { filename: path(name), is_secret: true },
    })),
    values: Object.fromEntries(
      labelled.map(({ name, label }) => [
        JSON.stringify(name),
        expression(`convert.nonsensitive(local.file.${label}.content)`),
      ]),
    ),
  };
}

/** The credentials of the exporter, read from files, so that the configuration contains none. */
export function authBlocks(auth: Existing['auth'], { password, token }: CredentialPaths): Block[] {
  if (!auth) return [];
  const secret = expression('local.file.traces_secret.content');
  return [
    {
      name: 'local.file',
      label: 'traces_secret',
      attributes: { filename: auth.basic ? password : token, is_secret: true },
    },
    auth.basic
      ? {
          name: 'otelcol.auth.basic',
          label: 'traces',
          attributes: { username: auth.basic.username, password: secret },
        }
      : { name: 'otelcol.auth.bearer', label: 'traces', attributes: { token: secret } },
  ];
}
