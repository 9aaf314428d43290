import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { eventually } from '../../lab/common/waiting.ts';
import {
  adapterQuery,
  exampleOf,
  SCALED_OBJECTS,
  scaledObjectOf,
  triggersOf,
  type Hpa,
} from '../examples/autoscaling.ts';
import { findOpenApi, schemaLocation, writeSchemas, type Definition } from '../helpers/kubernetes/schemas.ts';
import { Processes } from '../helpers/processes.ts';
import { describeWith } from '../helpers/tools.ts';
import { startStack, type Stack } from '../truth/stack.ts';

const NAMESPACE = 'llm';
const MODEL = 'meta-llama/Llama-3.1-8B-Instruct';

describeWith(['prometheus'], 'the queries of the autoscaling examples', () => {
  const processes = new Processes();
  let stack: Stack;

  beforeAll(async () => {
    const gauges = { 'vllm:num_requests_running': 6, 'vllm:num_requests_waiting': 4 };
    const replica = {
      fixture: 'vllm/vllm-0.32.0-loaded',
      gauges,
      model: MODEL,
      labels: { namespace: NAMESPACE },
    };
    // A busier model of the same name in another namespace is scaled by its own numbers.
    const busier = { 'vllm:num_requests_running': 60, 'vllm:num_requests_waiting': 40 };
    const elsewhere = { ...replica, gauges: busier, labels: { namespace: 'other' } };
    stack = await startStack(processes, { vllm: [replica, replica], other: [elsewhere] });
  }, 60_000);

  afterAll(async () => {
    await processes.stop();
    stack.stop();
  });

  /** Two replicas with 6 running and 4 waiting requests each, on 256 slots. */
  const EXPECTED = { vllm_concurrency: 10 / 256, vllm_waiting_per_replica: 4 };

  it.each(Object.entries(EXPECTED))(
    'return one value for %s',
    async (metric, value) => {
      const keda = triggersOf('keda.yaml').find(({ query }) => query.includes(metric))!;
      const adapter = adapterQuery(metric, { namespace: NAMESPACE, model_name: MODEL });
      for (const query of [keda.query, adapter]) {
        await eventually(60, async () => {
          const series = await stack.api.query(query);
          expect(series.map((one) => Number(one.value[1]))).toEqual([value]);
        });
      }
    },
    90_000,
  );
});

const openApi = findOpenApi();
const [keda] = globSync('github.com/kedacore/keda/v2@v*/config/crd/bases/keda.sh_scaledobjects.yaml', {
  cwd: join(homedir(), 'go/pkg/mod'),
});

describe.skipIf(openApi === undefined || keda === undefined)('the autoscaling examples', () => {
  const folder = mkdtempSync(join(tmpdir(), 'autoscaling-'));

  beforeAll(() => {
    const definition = parse(readFileSync(join(homedir(), 'go/pkg/mod', keda!), 'utf8')) as Definition;
    writeSchemas(openApi!, [definition], folder);
  });

  it.each([...SCALED_OBJECTS, 'hpa.yaml'])('%s is what the API takes', (file) => {
    const args = ['-strict', '-summary', '-output', 'json', '-schema-location', schemaLocation(folder)];
    const manifest = join(folder, `manifest-${file}`);
    writeFileSync(manifest, stringify(file === 'hpa.yaml' ? exampleOf(file) : scaledObjectOf(file)));
    const { stdout } = spawnSync('kubeconform', [...args, manifest], { encoding: 'utf8' });
    const { resources, summary } = JSON.parse(stdout) as {
      resources: unknown[];
      summary: { valid: number };
    };
    expect(resources).toEqual([]);
    expect(summary.valid).toBe(1);
  });

  it('name metrics that the adapter serves', () => {
    const { metrics } = exampleOf<Hpa>('hpa.yaml').spec;
    for (const { external } of metrics)
      expect(adapterQuery(external.metric.name, {})).toContain('job_model:');
  });
});
