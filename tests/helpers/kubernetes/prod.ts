import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';
import { FOLDER_UID } from '../../../configs/grafana/folder.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

interface StackFile {
  readonly encryptionsalt?: string;
  readonly config: Readonly<Record<string, object>>;
}

const KUBERNETES = 'llm-monitoring:kubernetes';

const read = (path: string) => parse(readFileSync(path, 'utf8')) as StackFile;

/** A separate Pulumi project for the program, so that no stack file of a test is written next to those of the repository. */
export function writeProject(folder: string): void {
  symlinkSync(ROOT, join(folder, 'program'));
  const project = read(join(ROOT, 'Pulumi.yaml'));
  writeFileSync(join(folder, 'Pulumi.yaml'), stringify({ ...project, main: 'program/index.ts' }));
}

/** Writes the stack file of prod for the cluster of the test, with overrides per section; the salt of an existing file is kept. */
export function writeProdStackFile(file: string, sections: Readonly<Record<string, object>>): void {
  const { config: shipped } = read(join(ROOT, 'Pulumi.prod.yaml'));
  const config: StackFile['config'] = {
    ...shipped,
    [KUBERNETES]: { ...shipped[KUBERNETES], context: 'test' },
  };
  const over = Object.entries(sections).map(([name, values]) => {
    const key = `llm-monitoring:${name}`;
    return [key, { ...config[key], ...values }];
  });
  const { encryptionsalt } = existsSync(file) ? read(file) : {};
  const salt = encryptionsalt === undefined ? {} : { encryptionsalt };
  writeFileSync(file, stringify({ ...salt, config: { ...config, ...Object.fromEntries(over) } }));
}

/** Host of the ingress of prod, the only one that Grafana accepts. */
export const HOST = 'grafana.example.com';

/** Sends a request to one of the pods like its ingress; `fetch` does not allow setting the Host header. */
export function askGrafana<T>(
  pod: string,
  auth: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const [host, port] = pod.split(':');
  const headers = { host: HOST, 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const asked = request({ host, port, path, method, auth, headers, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        if ((answer.statusCode ?? 500) < 300) resolve((text === '' ? undefined : JSON.parse(text)) as T);
        else reject(new Error(`${method} ${path}: ${answer.statusCode} ${text}`));
      });
    });
    asked.once('error', reject);
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** A rule without a data source that fires immediately. */
export const ALWAYS = {
  title: 'Always',
  ruleGroup: 'probe',
  folderUID: FOLDER_UID,
  orgID: 1,
  condition: 'A',
  for: '0s',
  noDataState: 'OK',
  execErrState: 'Error',
  labels: { severity: 'critical' },
  data: [
    {
      refId: 'A',
      datasourceUid: '__expr__',
      relativeTimeRange: { from: 600, to: 0 },
      model: { refId: 'A', type: 'math', expression: '1 > 0' },
    },
  ],
};
