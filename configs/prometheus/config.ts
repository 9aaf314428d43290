import { stringify } from 'yaml';
import { demoJobs } from './demo-jobs.ts';
import { lokiClient } from '../loki/tls.ts';
import { prometheusRuleSets, ruleFile } from '../rules/index.ts';
import type { ConfigFile } from '../text/config-file.ts';
import { externalAlertmanagers } from '../settings/own-alertmanager.ts';
import type { Settings } from '../settings/index.ts';
import { metricRules } from './metric-rules.ts';
import { partJobs, targetFiles, targetJob } from './jobs.ts';
import { CONFIG_PATH } from './paths.ts';
import { webFiles } from './web.ts';

/** Text of `prometheus.yml`. It contains no secrets: credentials are in separate files. */
export function prometheusConfig(settings: Settings): string {
  const targets = externalAlertmanagers(settings);
  const rulesOf = metricRules(settings);
  const { scrapeInterval, scrapeTimeout, evaluationInterval, externalLabels } = settings.prometheus;
  return stringify({
    global: {
      scrape_interval: scrapeInterval,
      scrape_timeout: scrapeTimeout,
      evaluation_interval: evaluationInterval,
      ...limits(settings),
      ...(Object.keys(externalLabels).length > 0 ? { external_labels: externalLabels } : {}),
    },
    rule_files: ['rules/*.yml'],
    ...(targets.length > 0 ? { alerting: { alertmanagers: [{ static_configs: [{ targets }] }] } } : {}),
    scrape_configs: [
      ...partJobs(settings),
      ...demoJobs(settings, rulesOf({ kind: 'vllm' })),
      ...settings.targets.map((target) => targetJob(target, rulesOf(target))),
    ],
  });
}

/** Scrape limits, so that no single target can overload the TSDB. */
function limits({ scrape }: Settings): Record<string, number | string> {
  return {
    body_size_limit: scrape.bodySizeLimit,
    sample_limit: scrape.sampleLimit,
    label_limit: scrape.labelLimit,
    label_name_length_limit: scrape.labelNameLengthLimit,
    label_value_length_limit: scrape.labelValueLengthLimit,
    keep_dropped_targets: 100,
  };
}

/** All files of Prometheus' configuration folder. */
export function prometheusFiles(settings: Settings): ConfigFile[] {
  return [
    { path: 'prometheus.yml', content: prometheusConfig(settings) },
    ...prometheusRuleSets(settings).map(({ name, groups }) => ruleFile(`rules/${name}.yml`, groups)),
    ...targetFiles(settings.targets),
    ...webFiles(settings),
    ...(lokiClient(settings.loki, CONFIG_PATH)?.files ?? []),
  ];
}
