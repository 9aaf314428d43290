import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { freePort } from '../../../lab/common/free-port.ts';
import { eventually } from '../../../lab/common/waiting.ts';
import { type Processes } from '../processes.ts';

/** Programs that {@link Cluster} needs. */
export const CLUSTER_TOOLS = ['etcd', 'kube-apiserver'] as const;

const TOKEN = 'test-administrator';
const TYPES: Readonly<Record<string, string>> = { PATCH: 'application/merge-patch+json' };

export interface Answer {
  readonly status: number;
  /** Warnings of the API server about an accepted request. */
  readonly warnings: readonly string[];
  readonly body: Record<string, unknown>;
}

/**
 * A real API server on a real etcd, without controllers: objects are validated, admitted and stored, but nothing acts on them.
 * {@link finishDeletions} does the part of the controllers that deletion requires.
 */
export class Cluster {
  readonly kubeconfig: string;
  readonly #port: number;

  private constructor(folder: string, port: number) {
    this.#port = port;
    this.kubeconfig = join(folder, 'kubeconfig');
    writeFileSync(
      this.kubeconfig,
      stringify({
        apiVersion: 'v1',
        kind: 'Config',
        'current-context': 'test',
        clusters: [
          {
            name: 'test',
            cluster: { server: `https://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true },
          },
        ],
        users: [{ name: 'test', user: { token: TOKEN } }],
        contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
      }),
    );
  }

  static async start(processes: Processes): Promise<Cluster> {
    const folder = mkdtempSync(join(tmpdir(), 'llm-monitoring-cluster-'));
    const [client, peer, secure] = [await freePort(), await freePort(), await freePort()];
    const at = (port: number) => `http://127.0.0.1:${port}`;
    processes.start('etcd', [
      ...['--data-dir', join(folder, 'etcd'), '--unsafe-no-fsync'],
      ...['--listen-client-urls', at(client), '--advertise-client-urls', at(client)],
      ...['--listen-peer-urls', at(peer), '--initial-advertise-peer-urls', at(peer)],
      ...['--initial-cluster', `default=${at(peer)}`],
    ]);
    const key = join(folder, 'service-accounts.pem');
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    writeFileSync(key, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const tokens = join(folder, 'tokens.csv');
    writeFileSync(tokens, `${TOKEN},admin,admin,system:masters\n`);
    processes.start('kube-apiserver', [
      `--etcd-servers=${at(client)}`,
      `--cert-dir=${join(folder, 'certificates')}`,
      '--bind-address=127.0.0.1',
      `--secure-port=${secure}`,
      '--service-cluster-ip-range=10.96.0.0/16',
      '--authorization-mode=RBAC',
      `--token-auth-file=${tokens}`,
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${key}`,
      `--service-account-signing-key-file=${key}`,
      // The service account controller, which creates the default account, is not running.
      '--disable-admission-plugins=ServiceAccount',
    ]);
    const cluster = new Cluster(folder, secure);
    await eventually(120, async () => {
      const { status } = await cluster.ask('GET', '/readyz');
      if (status !== 200) throw new Error(`the API server is not ready: ${status}`);
    });
    return cluster;
  }

  ask(method: string, path: string, body?: unknown): Promise<Answer> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const asked = request(
        {
          host: '127.0.0.1',
          port: this.#port,
          path,
          method,
          rejectUnauthorized: false,
          headers: {
            authorization: `Bearer ${TOKEN}`,
            accept: 'application/json',
            ...(text === undefined
              ? {}
              : {
                  'content-type': TYPES[method] ?? 'application/json',
                  'content-length': Buffer.byteLength(text),
                }),
          },
        },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('end', () => {
            const all = Buffer.concat(chunks).toString();
            const headers = answer.headersDistinct['warning'] ?? [];
            resolve({
              status: answer.statusCode ?? 0,
              warnings: headers,
              body: all.startsWith('{') ? (JSON.parse(all) as Record<string, unknown>) : { text: all },
            });
          });
        },
      );
      asked.once('error', reject);
      asked.end(text);
    });
  }

  /** Every object of every listable kind, as `Kind namespace/name`, without those that the API server creates itself. */
  async objects(): Promise<string[]> {
    const all = await this.#all();
    return [
      ...new Set(all.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`)),
    ].sort();
  }

  /**
   * Removes finalizers of objects being deleted, instead of the controllers that are not running: the garbage collector for
   * dependents, and the namespace controller once a namespace is empty.
   */
  async finishDeletions(): Promise<void> {
    const going = (await this.#all()).filter(({ metadata }) => metadata.deletionTimestamp !== undefined);
    for (const { kind, path, metadata } of going) {
      if (metadata.finalizers?.includes('foregroundDeletion')) {
        await this.ask('PATCH', path, { metadata: { finalizers: null } });
      }
      if (kind === 'Namespace') {
        const namespace = (await this.ask('GET', path)).body;
        await this.ask('PUT', `${path}/finalize`, { ...namespace, spec: { finalizers: [] } });
      }
    }
  }

  async #all(): Promise<Found[]> {
    const found: Found[] = [];
    for (const group of await this.#groups()) {
      const { body } = await this.ask('GET', group);
      for (const { name: kinds, kind, verbs } of (body['resources'] ?? []) as Listed[]) {
        if (kinds.includes('/') || !verbs.includes('list') || OWN_KINDS.has(kind)) continue;
        const { items = [] } = (await this.ask('GET', `${group}/${kinds}`)).body as { items?: Item[] };
        for (const { metadata } of items) {
          if (OWN_NAMES.test(metadata.name) || metadata.labels?.['kubernetes.io/bootstrapping']) continue;
          const place = metadata.namespace === undefined ? '' : `/namespaces/${metadata.namespace}`;
          found.push({ kind, metadata, path: `${group}${place}/${kinds}/${metadata.name}` });
        }
      }
    }
    return found;
  }

  async #groups(): Promise<string[]> {
    const { body } = await this.ask('GET', '/apis');
    const groups = body['groups'] as { preferredVersion: { groupVersion: string } }[];
    return ['/api/v1', ...groups.map(({ preferredVersion }) => `/apis/${preferredVersion.groupVersion}`)];
  }
}

interface Listed {
  readonly name: string;
  readonly kind: string;
  readonly verbs: readonly string[];
}

interface Found extends Item {
  readonly kind: string;
  readonly path: string;
}

interface Item {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
    readonly finalizers?: readonly string[];
  };
}

/** Events, and internal objects of the API server. */
const OWN_KINDS = new Set([
  'APIService',
  'ComponentStatus',
  'Event',
  'FlowSchema',
  'IPAddress',
  'Lease',
  'PriorityClass',
  'PriorityLevelConfiguration',
  'ServiceCIDR',
]);
const OWN_NAMES =
  /^(system:|kube-|default$|kubernetes$|extension-apiserver-authentication|cluster-admin$|admin$|edit$|view$)/;
