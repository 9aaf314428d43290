import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { beforeAll, expect, test } from 'vitest';
import {
  after,
  before,
  type Manifest,
  namespaces,
  releases,
  secrets,
} from '../../configs/kubernetes/index.ts';
import { partMonitors } from '../../configs/kubernetes/part-monitors.ts';
import { Secret, type Settings } from '../../configs/index.ts';
import { stacks } from '../configs/kubernetes/stacks.ts';
import { findCharts, rendered } from '../helpers/kubernetes/charts.ts';
import { EXCEPTIONS, excuseOf } from '../helpers/kubernetes/exceptions.ts';
import { checkovFindings, type Finding, kubeScoreFindings } from '../helpers/kubernetes/findings.ts';
import { describeWithAll, programs } from '../helpers/kubernetes/needs.ts';
import { type Definition, findOpenApi, schemaLocation, writeSchemas } from '../helpers/kubernetes/schemas.ts';
import { namespaceOf } from '../../configs/inventory/kubernetes.ts';

const charts = findCharts();
const openApi = findOpenApi();
const folder = mkdtempSync(join(tmpdir(), 'llm-monitoring-kubernetes-'));
const names = Object.keys(stacks) as (keyof typeof stacks)[];

const CHARTS = { ...programs('helm'), LLM_MONITORING_CHARTS: charts };

/** All objects of a stack: those that its releases render, and those of the program. */
function everything(settings: Settings): Manifest[] {
  const made = [...namespaces(settings), ...secrets(settings), ...before(settings), ...after(settings)];
  return [
    ...made.map(revealed),
    ...releases(settings).flatMap((release) =>
      rendered(charts!, release, namespaceOf(settings), release.values),
    ),
  ];
}

interface Template {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly spec: {
    readonly containers: readonly { readonly ports?: readonly { readonly name: string }[] }[];
  };
}

/** Monitors of pods created by the operator. */
const BY_OPERATOR = ['llm-monitoring-prometheus', 'llm-monitoring-alertmanager'];

/** Monitors of the stack's own servers without a matching pod and port. */
function monitorsWithoutPort(settings: Settings, objects: readonly Manifest[]): string[] {
  const templates = objects.flatMap(({ spec }) => (spec?.['template'] as Template | undefined) ?? []);
  return partMonitors(settings).flatMap(({ metadata, spec }) => {
    const { matchLabels } = spec!['selector'] as { matchLabels: Record<string, string> };
    const [endpoint] = spec!['podMetricsEndpoints'] as { port: string }[];
    const served = templates.some(
      (template) =>
        Object.entries(matchLabels).every(([key, value]) => template.metadata.labels[key] === value) &&
        template.spec.containers.some(({ ports }) => ports?.some(({ name }) => name === endpoint!.port)),
    );
    return served || BY_OPERATOR.includes(metadata.name) ? [] : [metadata.name];
  });
}

function revealed(manifest: Manifest): Manifest {
  if (!manifest.stringData) return manifest;
  const values = Object.entries(manifest.stringData).map(([key, value]) => [
    key,
    value instanceof Secret ? value.reveal() : (value ?? 'made by the program'),
  ]);
  return { ...manifest, stringData: Object.fromEntries(values) };
}

function write(name: string, manifests: readonly Manifest[]): string {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  const file = join(path, 'all.yaml');
  writeFileSync(file, manifests.map((manifest) => stringify(manifest, { version: '1.1' })).join('---\n'));
  return file;
}

describeWithAll(CHARTS, 'the charts take the values', () => {
  test.each(names)('%s', (name) => {
    const objects = everything(stacks[name]);
    const identities = objects.map(
      ({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`,
    );
    expect(identities.filter((identity, index) => identities.indexOf(identity) !== index)).toEqual([]);
    // Services that the program refers to exist under those names.
    const services = objects.filter(({ kind }) => kind === 'Service').map(({ metadata }) => metadata.name);
    expect(services).toContain('llm-monitoring-grafana');
    expect(services).toContain('llm-monitoring-prometheus');
    expect(services).toContain(name === 'grown' ? 'llm-monitoring-loki-gateway' : 'llm-monitoring-loki');
    if (name === 'highlyAvailable') expect(services).toContain('llm-monitoring-thanos-discovery');
    expect(monitorsWithoutPort(stacks[name], objects)).toEqual([]);
  });
});

describeWithAll(
  { ...CHARTS, ...programs('kubeconform'), KUBERNETES_OPENAPI: openApi },
  "every object is what the API's schemas say",
  () => {
    const schemas = join(folder, 'schemas');
    const conform = (file: string) => {
      const args = ['-strict', '-summary', '-output', 'json', '-schema-location', schemaLocation(schemas)];
      const { stdout } = spawnSync('kubeconform', [...args, file], {
        encoding: 'utf8',
        maxBuffer: 2 ** 28,
      });
      return JSON.parse(stdout) as { resources: unknown[]; summary: Record<string, number> };
    };

    beforeAll(() => {
      const definitions = releases(stacks.staging).find(({ part }) => part === 'definitions')!;
      const objects = rendered(charts!, definitions, 'default', {});
      writeSchemas(openApi!, objects as unknown as Definition[], schemas);
    });

    test.each(names)('%s', (name) => {
      const own = everything(stacks[name]).filter(({ kind }) => kind !== 'CustomResourceDefinition');
      // Kinds of the Gateway API are not built in.
      const known = own.filter(({ apiVersion }) => !apiVersion.startsWith('gateway.networking'));
      const { resources, summary } = conform(write(`conform-${name}`, known));
      expect(resources).toEqual([]);
      expect(summary['valid']).toBe(known.length);
    });

    test('detects a key that does not exist', () => {
      const [policy] = before(stacks.staging);
      const wrong = { ...policy!, spec: { ...policy!.spec, podSelectr: {} } };
      expect(conform(write('wrong', [wrong])).summary['invalid']).toBe(1);
    });
  },
);

describeWithAll(
  { ...CHARTS, ...programs('loki') },
  'Loki takes the configuration that its chart makes',
  () => {
    const textOf = (name: keyof typeof stacks): string => {
      const loki = releases(stacks[name]).find(({ part }) => part === 'loki')!;
      const texts = rendered(charts!, loki, 'default', loki.values).flatMap(
        ({ data }) => data?.['config.yaml'] ?? [],
      );
      expect(texts).toHaveLength(1);
      return texts[0]!;
    };
    const verify = (name: string, text: string) => {
      const file = join(folder, `loki-${name}.yaml`);
      writeFileSync(file, text);
      // The keys of the object store are in the environment of the pods.
      const env = { ...process.env, OBJECT_STORE_ACCESS_KEY_ID: 'id', OBJECT_STORE_SECRET_ACCESS_KEY: 'key' };
      const args = ['-verify-config', '-config.expand-env=true', `-config.file=${file}`];
      return spawnSync('loki', args, { encoding: 'utf8', env });
    };

    // At `log_level: warn` Loki prints nothing about a valid configuration.
    test.each(names)('%s', (name) => {
      const { status, stderr } = verify(name, textOf(name));
      expect([stderr, status]).toEqual(['', 0]);
    });

    test('but not one with a key that does not exist', () => {
      const { status, stderr } = verify('wrong', `${textOf('staging')}\nlimits_confg: {}\n`);
      expect(stderr).toContain('field limits_confg not found');
      expect(status).not.toBe(0);
    });
  },
);

describeWithAll(programs('alloy'), "Alloy takes the collector's configuration, and would write it so", () => {
  test.each(names)('%s', (name) => {
    const config = before(stacks[name]).find(({ kind }) => kind === 'ConfigMap')!.data!['config.alloy']!;
    const file = join(folder, `${name}.alloy`);
    writeFileSync(file, config);
    for (const args of [
      ['validate', file],
      ['fmt', '--test', file],
    ]) {
      const { status, stderr } = spawnSync('alloy', args, { encoding: 'utf8' });
      expect([stderr, status]).toEqual(['', 0]);
    }
  });
});

describeWithAll(
  { ...CHARTS, ...programs('checkov', 'kube-score') },
  'checkers find nothing that has no reason',
  () => {
    const found: Finding[] = [];

    test.each(names)('%s', (name) => {
      const objects = everything(stacks[name]).filter(({ kind }) => kind !== 'CustomResourceDefinition');
      const file = write(`checked-${name}`, objects);
      const findings = [...checkovFindings(join(folder, `checked-${name}`)), ...kubeScoreFindings([file])];
      expect(findings.length).toBeGreaterThan(0);
      found.push(...findings);
      expect(findings.filter((finding) => excuseOf(finding) === undefined)).toEqual([]);
    });

    test('uses every exception', () => {
      const used = new Set(found.map(excuseOf));
      expect(EXCEPTIONS.filter((exception) => !used.has(exception))).toEqual([]);
    });
  },
);
