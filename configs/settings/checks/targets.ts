import { endpointPicker } from '../../exporters/endpoint-picker.ts';
import { litellm } from '../../exporters/litellm.ts';
import { STATUS_LABELS } from '../../exporters/status-labels.ts';
import { vllmRouter } from '../../exporters/vllm-router.ts';
import { catalogue } from '../../vllm/index.ts';
import { RESERVED_JOBS } from '../../stack/reserved-jobs.ts';
import type { ValidationError } from '../validation-error.ts';
import type { Settings } from '../schema.ts';
import type { CrossCheck } from './check.ts';

type Target = Settings['targets'][number];

/** Labels that Prometheus sets, or that say which bucket or alert a series is. */
const OF_PROMETHEUS = ['job', 'instance', 'le', 'quantile', 'alertname', 'severity'];
const OF_VLLM = Object.values(catalogue).flatMap(({ labels }): readonly string[] => labels);
const OF_HTTP = ['handler', 'method', ...STATUS_LABELS];

const labelsOf = (metrics: readonly { readonly labels: readonly string[] }[]) =>
  new Set([...OF_PROMETHEUS, ...metrics.flatMap((metric) => metric.labels)]);

/** Labels of what a target exposes: one of the same name would replace them, and Prometheus rename the metrics' own. */
const OWNED: Readonly<Record<Target['kind'], ReadonlySet<string>>> = {
  vllm: new Set([...OF_PROMETHEUS, ...OF_VLLM, ...OF_HTTP]),
  http: new Set([...OF_PROMETHEUS, ...OF_HTTP]),
  prometheus: new Set(OF_PROMETHEUS),
  'production-stack-router': labelsOf(vllmRouter),
  'llm-d-epp': labelsOf(endpointPicker),
  litellm: labelsOf(litellm),
};

function* labelErrors({ kind, labels, name }: Target, index: number): Generator<ValidationError> {
  for (const label of Object.keys(labels)) {
    const key = `targets[${index}].labels.${label}`;
    const example = '{team: "search"}';
    if (label.startsWith('__')) {
      yield {
        key,
        found: `"${label}"`,
        expected: 'a label that does not begin with "__", which Prometheus reserves',
        example,
      };
    } else if (label === 'instance' || label === 'job') {
      const expected =
        label === 'job'
          ? `no label "job", which is the name of the target ("${name}")`
          : 'no label "instance", which tells the endpoints of a target apart';
      yield { key, found: `"${label}"`, expected, example };
    } else if (OWNED[kind].has(label)) {
      yield {
        key,
        found: `"${label}"`,
        expected: `a label that the metrics of kind ${kind} do not have themselves`,
        example,
      };
    }
  }
}

/** The container of Prometheus itself, and addresses that nothing can be reached at. */
const OWN_HOST = /^(?:localhost|127\.[\d.]+|0\.0\.0\.0|\[::1?\])(?::\d+)?$/i;

const labels: CrossCheck = {
  needs: ['targets'],
  check: ({ targets }) => targets.flatMap((target, index) => [...labelErrors(target, index)]),
};

const hosts: CrossCheck = {
  needs: ['targets', 'backend', 'prometheus'],
  check: ({ targets, backend, prometheus }) =>
    targets.flatMap(({ endpoints }, index) =>
      endpoints.flatMap((endpoint, position): ValidationError[] => {
        const inCluster = backend === 'kubernetes' && /^host\.docker\.internal/.test(endpoint);
        if (prometheus.existing || !(OWN_HOST.test(endpoint) || inCluster)) return [];
        const port = /:(\d+)$/.exec(endpoint)?.[1] ?? '8000';
        return [
          {
            key: `targets[${index}].endpoints[${position}]`,
            found: `"${endpoint}"`,
            expected:
              backend === 'docker'
                ? 'a host that the container of Prometheus reaches; this machine is host.docker.internal there'
                : 'a host that the cluster reaches',
            example: backend === 'docker' ? `"host.docker.internal:${port}"` : `"vllm.example.com:${port}"`,
          },
        ];
      }),
    ),
};

const statusLabels: CrossCheck = {
  needs: ['targets'],
  check: ({ targets }) =>
    targets.flatMap(({ kind, statusLabel }, index): ValidationError[] =>
      statusLabel === undefined || kind === 'http'
        ? []
        : [
            {
              key: `targets[${index}].statusLabel`,
              found: `"${statusLabel}", with kind ${kind}`,
              expected: 'nothing, or kind http',
            },
          ],
    ),
};

const reservedNames: CrossCheck = {
  needs: ['targets'],
  check: ({ targets }) =>
    targets.flatMap(({ name }, index): ValidationError[] =>
      RESERVED_JOBS.includes(name)
        ? [
            {
              key: `targets[${index}].name`,
              found: `"${name}"`,
              expected: `another name, because the stack itself uses ${RESERVED_JOBS.join(', ')}`,
              example: '"vllm-api"',
            },
          ]
        : [],
    ),
};

/** Prometheus scrapes an address once per job, so one of the two was meant to be another server. */
const repeatedEndpoints: CrossCheck = {
  needs: ['targets'],
  check: ({ targets }) =>
    targets.flatMap(({ endpoints }, index) =>
      endpoints.flatMap((endpoint, position): ValidationError[] => {
        const first = endpoints.indexOf(endpoint);
        const key = (at: number) => `targets[${index}].endpoints[${at}]`;
        return first === position
          ? []
          : [
              {
                key: key(position),
                found: `"${endpoint}", the same as ${key(first)}`,
                expected: 'each address once',
              },
            ];
      }),
    ),
};

export const targetChecks: readonly CrossCheck[] = [
  reservedNames,
  labels,
  hosts,
  repeatedEndpoints,
  statusLabels,
];
