import { type CredentialFiles, credentialFiles, expression, inFolder, type Block } from '../logs/index.ts';
import type { Settings } from '../settings/index.ts';
import type { ConfigFile } from '../text/config-file.ts';

type Existing = NonNullable<Settings['traces']['existing']>;

/** Paths, as the collector sees them, of the files with the credentials of an external trace store. */
export interface CredentialPaths extends CredentialFiles {
  /** Of the value of a header. */
  readonly header: (name: string) => string;
}

const names = (ca: string): CredentialFiles => ({ password: 'traces-password', token: 'traces-token', ca });
const headerFile = (name: string) => `traces-header-${name}`;

/** The paths in the folder of {@link traceFiles}. */
export const credentialPaths = (folder: string, ca: string): CredentialPaths => ({
  ...inFolder(folder, names(ca)),
  header: (name) => `${folder}/${headerFile(name)}`,
});

/**
 * The files that the collector reads of an external trace store; none for a managed one.
 *
 * @param ca name of the file with the certificate authority.
 */
export function traceFiles({ enabled, existing }: Settings['traces'], ca: string): ConfigFile[] {
  if (!enabled || !existing) return [];
  const headers = Object.entries(existing.headers);
  return [
    ...credentialFiles(existing, names(ca)),
    ...headers.map(([name, content]) => ({ path: headerFile(name), content })),
  ];
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
