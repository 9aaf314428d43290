import { CHART_KEYS } from '../../chart-keys.ts';
import type { ChartName } from '../../versions.ts';
import { printed, unknownKey, type ValidationError } from '../validation-error.ts';
import type { EXTENDED_RELEASES } from '../kubernetes-pods.ts';
import type { CrossCheck } from './check.ts';

type ReleaseName = (typeof EXTENDED_RELEASES)[number];

/** The chart of each release. */
export const CHART_OF: Readonly<Record<ReleaseName, ChartName>> = {
  definitions: 'prometheus-operator-crds',
  prometheus: 'kube-prometheus-stack',
  loki: 'loki',
  grafana: 'grafana',
  alloy: 'alloy',
};

/** Values that rename objects to which addresses, monitors and network policies refer. */
const NAMES = ['nameOverride', 'fullnameOverride', 'namespaceOverride'];

/** Helm ignores keys that a chart does not read. */
export const helmValuesCheck: CrossCheck = {
  needs: ['backend', 'kubernetes'],
  check: ({ backend, kubernetes: { helmValues } }) =>
    backend === 'kubernetes'
      ? Object.entries(helmValues).flatMap(([release, values = {}]) =>
          Object.entries(values).flatMap(([key, value]): ValidationError[] => {
            const path = `kubernetes.helmValues.${release}.${key}`;
            if (NAMES.includes(key))
              return [
                {
                  key: path,
                  found: printed(value),
                  expected:
                    'nothing: addresses, monitors and network policies refer to the names of the stack',
                },
              ];
            const allowed = CHART_KEYS[CHART_OF[release as ReleaseName]];
            return allowed.includes(key) ? [] : [unknownKey(path, key, allowed)];
          }),
        )
      : [],
};
