import { createHash } from 'node:crypto';
import { defined } from '../text/defined.ts';
import { plainText } from '../text/config-file.ts';
import type { Settings } from '../settings/index.ts';
import { namesOf } from '../inventory/kubernetes.ts';
import { secrets } from './secrets.ts';

/** Servers that read secrets only when they start, and where the annotations of their pods are in their values or manifest. */
const ANNOTATIONS = {
  grafana: ['podAnnotations'],
  loki: ['defaults', 'podAnnotations'],
  tempo: ['spec', 'template', 'metadata', 'annotations'],
} as const;

export type Restarted = keyof typeof ANNOTATIONS;

export const isRestarted = (part: string): part is Restarted => part in ANNOTATIONS;

/** Secrets of the stack and authorities that a server reads only when it starts, by key; without those that are known only at run time. */
export function startSecrets(settings: Settings, part: Restarted): Readonly<Record<string, string>> {
  const names = namesOf(settings);
  const secret = { grafana: names.grafanaDatabase, loki: names.objectStore, tempo: names.traceStore }[part];
  const { stringData = {} } = secrets(settings).find(({ metadata }) => metadata.name === secret) ?? {};
  const { grafana, loki, tempo } = settings.kubernetes;
  const { ca } = { grafana: grafana.database, loki: loki.objectStore, tempo: tempo.objectStore }[part] ?? {};
  return {
    ...Object.fromEntries(
      Object.entries(stringData).flatMap(([key, value]) => (value ? [[key, plainText(value)]] : [])),
    ),
    ...defined({ ca }),
  };
}

/** Changes with the secrets, so that their state has one copy of each. Secret itself, because short values can be guessed from it. */
export const digest = (values: Readonly<Record<string, string>>): string =>
  createHash('sha256').update(JSON.stringify(values)).digest('hex');

/** Pod annotation that changes with the secrets, so that the pods are replaced. It does not reveal them. */
const SECRET_GENERATION = 'llm-monitoring/password-generation';

type Tree = Readonly<Record<string, unknown>>;

/** Values or a manifest with the generation of the secrets, which is known only at run time. */
export const withSecretGeneration = <T extends object>(tree: T, part: Restarted, generation: unknown): T =>
  withEntry(tree as Tree, ANNOTATIONS[part], generation) as T;

function withEntry(tree: Tree, [key, ...rest]: readonly string[], value: unknown): Tree {
  if (key === undefined) return { ...tree, [SECRET_GENERATION]: value };
  return { ...tree, [key]: withEntry((tree[key] ?? {}) as Tree, rest, value) };
}
