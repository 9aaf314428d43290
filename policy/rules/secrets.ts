import { DOCKER_CONTAINER, HELM_RELEASE } from '../containers.ts';
import { type Candidate, Marked, type Rule, UNKNOWN } from '../rule.ts';
import { bare, leaves, listOf, mapOf } from '../values.ts';
import { isLoopback, publishedOn } from './ports.ts';

/** Names of variables, files and keys whose value is a secret; names ending in `FILE` contain a path. */
const NAME = /(password|passwd|token|secret|secret_?key|access_?key|api_?key|private_?key)$/i;
const SECRET_FILE = /(^|\/)secrets\/|-password$|-token$|\.key$/;

/** References to a secret instead of the secret, such as Loki's `${NAME}` and Grafana's `$__file{path}`. */
const REFERENCE = /^\$(__\w+)?\{[^{}]+\}$/;

/** Inputs of Grafana's resources that contain a secret (terraform-provider-grafana, attributes marked sensitive). */
const GRAFANA = ['auth', 'secureJsonDataEncoded', 'httpHeaders'];

interface Found {
  readonly path: string;
  readonly value: unknown;
}

/** The values of a resource that are secrets by their path. */
export function secretValues({ type, props }: Candidate): Found[] {
  if (type === DOCKER_CONTAINER)
    return [...secretVariables(props['envs']), ...secretUploads(props['uploads'])];
  if (type === 'kubernetes:core/v1:Secret') {
    return ['data', 'stringData'].flatMap((map) =>
      Object.entries(mapOf(props[map])).map(([key, value]) => ({
        path: `${map}.${key}`,
        value: props[map] instanceof Marked ? props[map] : value,
      })),
    );
  }
  if (/^(pulumi:providers:grafana|grafana:)/.test(type)) {
    return GRAFANA.filter((key) => key in props).map((key) => ({ path: key, value: props[key] }));
  }
  if (type === HELM_RELEASE) {
    return [...leaves(props['values'])]
      .filter(
        ({ key, value, marked }) =>
          NAME.test(key) && typeof value === 'string' && value !== '' && !REFERENCE.test(value) && !marked,
      )
      .filter(({ key }) => !/existing|secret_?name|tls_?secret|configSecret/i.test(key))
      .map(({ path, value }) => ({ path: `values.${path}`, value }));
  }
  return [];
}

function secretVariables(envs: unknown): Found[] {
  return listOf(envs).flatMap((env) => {
    const name = String(bare(env)).split('=', 1)[0]!;
    return NAME.test(name) ? [{ path: `envs.${name}`, value: env }] : [];
  });
}

function secretUploads(uploads: unknown): Found[] {
  return listOf(uploads)
    .map(mapOf)
    .filter(({ file }) => SECRET_FILE.test(String(bare(file))))
    .map(({ file, content }) => ({ path: `uploads.${String(bare(file))}`, value: content }));
}

/**
 * Pulumi removes secret marks before it calls a policy pack, so marks are checked in the tests on the registered resources, and
 * added by remediation in the pack.
 */
export const noPlainSecrets: Rule = {
  name: 'no-plain-secrets',
  description: 'Secrets are marked as secret, so that the state stores them encrypted.',
  level: 'mandatory',
  check: (candidate) =>
    secretValues(candidate).flatMap(({ path, value }) =>
      value instanceof Marked || value === UNKNOWN ? [] : [`${path} is in plain text`],
    ),
};

const DEFAULT_PASSWORD = /^(admin|password|grafana|changeme|secret|123456)$/i;

export const noDefaultPasswords: Rule = {
  name: 'no-default-passwords',
  description:
    'No well-known default password, except for a Grafana that is reachable only from this machine.',
  level: 'mandatory',
  check: (candidate) => {
    const { type, props } = candidate;
    const published = publishedOn(candidate);
    if (type === DOCKER_CONTAINER && published.every(isLoopback)) return [];
    if (type === 'pulumi:providers:grafana') {
      const url = /^https?:\/\/(\[[^\]]+\]|[^:/]+)/.exec(String(bare(props['url'])))?.[1] ?? '';
      // Container ports are checked by another rule; a port-forward into a cluster listens only on this machine.
      if (isLoopback(url)) return [];
    }
    const weak = secretValues(candidate).filter(({ value }) => {
      const text = String(bare(value));
      return DEFAULT_PASSWORD.test(text.slice(text.search(/[=:]/) + 1));
    });
    return weak.map(({ path }) => `${path} is a well-known default password`);
  },
};
