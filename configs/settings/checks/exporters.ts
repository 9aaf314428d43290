import { optionalJobs } from '../../stack/reserved-jobs.ts';
import type { CrossCheck } from './check.ts';
import type { ValidationError } from '../validation-error.ts';

const scrapedByUs: CrossCheck = {
  needs: ['exporters', 'prometheus'],
  check: ({ exporters, prometheus }) =>
    prometheus.existing
      ? Object.entries(exporters).flatMap(([key, wanted]): ValidationError[] =>
          wanted
            ? [
                {
                  key: `exporters.${key}`,
                  found: 'true, with prometheus.existing',
                  expected:
                    'false, because this program does not configure the scrapes of an external Prometheus',
                },
              ]
            : [],
        )
      : [],
};

const ownNames: CrossCheck = {
  needs: ['backend', 'exporters', 'traces', 'targets', 'kubernetes'],
  check: (settings) => {
    const { backend, exporters, traces } = settings;
    const jobs = optionalJobs(backend, { ...exporters, traces: traces.enabled && !traces.existing });
    const discovery = settings.backend === 'kubernetes' ? settings.kubernetes.discovery : [];
    return Object.entries({ targets: settings.targets, 'kubernetes.discovery': discovery }).flatMap(
      ([list, entries]) =>
        entries.flatMap(({ name }, index): ValidationError[] =>
          jobs.includes(name)
            ? [
                {
                  key: `${list}[${index}].name`,
                  found: `"${name}", a job of the stack itself`,
                  expected: 'a unique name',
                },
              ]
            : [],
        ),
    );
  },
};

export const exporterChecks: readonly CrossCheck[] = [scrapedByUs, ownNames];
