import { beforeAll, describe, expect, it } from 'vitest';
import { planText } from '../../../cli/plan/plan-text.ts';
import { recordedOf } from '../../helpers/golden.ts';
import type { Recorded } from '../../helpers/mocks.ts';

let resources: readonly Recorded[];
let lines: readonly string[];

beforeAll(async () => {
  resources = await recordedOf('dev');
  lines = planText(resources).split('\n');
}, 60_000);

const lineOf = (name: string) => lines.filter((line) => new RegExp(`─ \\S+ ${name}(  |$)`).test(line));

describe('the plan of the dev stack', () => {
  it('has one line per resource, below its parent', () => {
    const end = lines.indexOf('');
    expect(end).toBe(resources.length);
    const depthOf = (line: string) => line.search(/[├└]/);
    for (const { urn, parentUrn } of resources) {
      const at = (wanted: string) =>
        lines.findIndex((line) => line.includes(` ${wanted.split('::').at(-1)}`));
      if (parentUrn === '' || urn === '') continue;
      expect(at(urn)).toBeGreaterThanOrEqual(at(parentUrn));
    }
    expect(depthOf(lineOf('docker')[0]!)).toBe(0);
    expect(depthOf(lineOf('docker-grafana-data')[0]!)).toBe(6);
  });

  it('says what matters of each kind of resource', () => {
    const [service, container] = lineOf('docker-prometheus');
    expect(service).toMatch(/llm-monitoring:DockerService docker-prometheus$/);
    expect(container).toMatch(
      /docker:Container docker-prometheus {2}name=llm-monitoring-prometheus {2}image=prom\/prometheus:v[\d.]+\S* {2}ports=127\.0\.0\.1:9090->9090 {2}user=65534:65534 {2}memory=1024MiB {2}networks=llm-monitoring {2}mounts=/,
    );
    expect(lineOf('docker-prometheus-data')[0]).toMatch(
      / {2}name=llm-monitoring-prometheus-data {2}\(kept on delete\)$/,
    );
    expect(lineOf('docker-prometheus-config-carrier')[0]).toMatch(
      / {2}\/config\/prometheus\.yml=[\d.]+kB,sha256:[0-9a-f]{8}/,
    );
    expect(lineOf('docker-network-stack')[0]).toMatch(/ {2}name=llm-monitoring {2}internal=false$/);
    expect(lineOf('grafana-vllm-performance')[0]).toMatch(
      / {2}uid=vllm-performance {2}title="vLLM Performance" {2}panels=\d\d {2}content=[\d.]+kB,sha256:[0-9a-f]{8}$/,
    );
    expect(lineOf('grafana-alerting-llm-errors')[0]).toMatch(
      / {2}name=llm-errors {2}interval=\d+s {2}rules="\d+ \(HTTPServerErrors,.*\)" {2}content=/,
    );
    expect(lineOf('grafana-provider')[0]).toMatch(/ {2}auth=\[secret\] .*url=http:\/\/127\.0\.0\.1:3000$/);
  });

  it('ends with the number of resources of each type', () => {
    expect(lines[resources.length + 1]).toBe(`${resources.length} resources:`);
    const counts = lines.slice(resources.length + 2).map((line) => Number.parseInt(line, 10));
    expect(counts.length).toBeGreaterThan(10);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(resources.length);
  });

  it('does not depend on the order in which they were registered', () => {
    expect(planText([...resources].reverse())).toBe(lines.join('\n'));
  });
});
