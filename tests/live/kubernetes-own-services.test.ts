import { expect, test } from 'vitest';
import { namespaceOf } from '../../configs/inventory/kubernetes.ts';
import { releases } from '../../configs/kubernetes/index.ts';
import { ownServices } from '../../configs/inventory/own-services.ts';
import { grown, prod } from '../configs/kubernetes/stacks.ts';
import { findCharts, rendered } from '../helpers/kubernetes/charts.ts';
import { describeWithAll, programs } from '../helpers/kubernetes/needs.ts';

const charts = findCharts();

interface Workload {
  readonly kind: string;
  readonly spec?: {
    readonly template?: { readonly metadata: { readonly labels: Readonly<Record<string, string>> } };
  };
}

describeWithAll(
  { ...programs('helm'), LLM_MONITORING_CHARTS: charts },
  'the services of the stack itself',
  () => {
    test.each(Object.entries({ prod, grown }))('include all pods of the charts: %s', (_, settings) => {
      const objects = releases(settings).flatMap(
        (release) =>
          rendered(charts!, release, namespaceOf(settings), release.values) as unknown as Workload[],
      );
      // Hooks of a chart finish at once.
      const names = objects
        .filter(({ kind }) => kind !== 'Job')
        .flatMap(({ spec }) => spec?.template?.metadata.labels['app.kubernetes.io/name'] ?? []);
      expect(new Set(names).size).toBeGreaterThanOrEqual(4);
      expect(ownServices(settings)).toEqual(expect.arrayContaining(names));
    });
  },
);
