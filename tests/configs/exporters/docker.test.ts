import { describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { composeFiles } from '../../../configs/bundle/compose.ts';
import { prometheusConfig } from '../../../configs/prometheus/config.ts';
import { prometheusAlertGroups } from '../../../configs/rules/index.ts';
import { services } from '../../../configs/services/index.ts';
import { parseSettings } from '../../../configs/index.ts';

const ALL = { gpu: true, node: true, containers: true };
const JOBS = ['dcgm-exporter', 'node-exporter', 'cadvisor'];
const all = parseSettings({ exporters: ALL });

const serviceOf = (name: string) => services(all).find((service) => service.name === name)!;

interface ScrapeConfigs {
  readonly scrape_configs: readonly {
    readonly job_name: string;
    readonly static_configs: readonly { readonly targets: readonly string[] }[];
  }[];
}

describe('exporters on Docker', () => {
  it('are disabled by default', () => {
    const none = parseSettings({});
    expect(services(none).filter(({ name }) => JOBS.includes(name))).toEqual([]);
    for (const job of JOBS) expect(prometheusConfig(none)).not.toContain(job);
  });

  test.each([
    ['gpu', 'dcgm-exporter', 'dcgm-exporter:9400'],
    ['node', 'node-exporter', 'node-exporter:9100'],
    ['containers', 'cadvisor', 'cadvisor:8080'],
  ])('%s is a container and a scrape job of its own', (key, name, address) => {
    const settings = parseSettings({ exporters: { [key]: true } });
    expect(services(settings).filter((service) => JOBS.includes(service.name))).toMatchObject([{ name }]);
    const { scrape_configs: jobs } = parse(prometheusConfig(settings)) as ScrapeConfigs;
    expect(jobs.filter(({ job_name }) => JOBS.includes(job_name))).toEqual([
      { job_name: name, static_configs: [{ targets: [address] }] },
    ]);
  });

  test.each(JOBS)(
    '%s has no published port and no volume, and listens where it is scraped and probed',
    (name) => {
      const { ports, data, healthCheck, command } = serviceOf(name);
      expect(ports).toBeUndefined();
      expect(data).toBeUndefined();
      const listening = /:?(\d{4})$/.exec(command.find((flag) => /(address|port)=/.test(flag))!)![1]!;
      expect(healthCheck?.test.join(' ')).toContain(listening);
      expect(prometheusConfig(all)).toContain(`${name}:${listening}`);
    },
  );

  it('have minimal privileges', () => {
    expect(
      JOBS.map(serviceOf).map(({ user, capabilities, devices, gpus }) => ({
        user,
        capabilities,
        devices,
        gpus,
      })),
    ).toEqual([
      { user: '0:0', capabilities: ['SYS_ADMIN'], gpus: true },
      { user: '65534:65534' },
      { user: '0:0', capabilities: ['SYSLOG'], devices: ['/dev/kmsg'] },
    ]);
  });

  it('mount the engine socket at a non-default path', () => {
    const rootless = parseSettings({ exporters: ALL, logs: { dockerSocket: '/run/user/1000/docker.sock' } });
    const mounts = services(rootless).find(({ name }) => name === 'cadvisor')!.mounts;
    expect(mounts).toContainEqual({ host: '/run/user/1000/docker.sock', path: '/var/run/docker.sock' });
  });

  it('mount container layers where cAdvisor looks for them', () => {
    // With a `/rootfs/proc`, it prefixes Docker's folder with `/rootfs` and skips each container that it does not find there.
    const paths = serviceOf('cadvisor').mounts!.map(({ host, path }) => `${host} at ${path}`);
    expect(paths).toContain('/proc at /rootfs/proc');
    expect(paths).toContain('/var/lib/docker at /rootfs/var/lib/docker');
  });

  it('are covered by the rule for non-vLLM targets', () => {
    const rules = prometheusAlertGroups(all).flatMap((group) => group.rules);
    const watching = rules.filter(
      ({ expr }) => JOBS.every((job) => expr.includes(job)) && expr.includes('up{'),
    );
    expect(watching.length).toBeGreaterThan(0);
  });

  it('are the same in compose.yaml', () => {
    const { services: written } = parse(composeFiles(all)[0]!.text) as {
      services: Record<string, Record<string, unknown>>;
    };
    expect(written['dcgm-exporter']).toMatchObject({
      cap_drop: ['ALL'],
      cap_add: ['SYS_ADMIN'],
      deploy: {
        resources: { reservations: { devices: [{ driver: 'nvidia', count: 'all', capabilities: ['gpu'] }] } },
      },
    });
    expect(written['cadvisor']).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      cap_add: ['SYSLOG'],
      devices: ['/dev/kmsg:/dev/kmsg:r'],
    });
    expect(written['node-exporter']).toMatchObject({ volumes: ['/:/host:ro'], cap_drop: ['ALL'] });
    for (const job of JOBS) expect(written[job]).not.toHaveProperty('ports');
    expect(written['node-exporter']).not.toHaveProperty('cap_add');
  });
});

describe('invalid exporter settings', () => {
  test.each<[string, Record<string, unknown>, string]>([
    [
      'something else than a boolean',
      { exporters: { gpu: 'yes' } },
      'llm-monitoring:exporters.gpu: found "yes", expected true or false. Example: true',
    ],
    [
      'an exporter that does not exist',
      { exporters: { gpus: true } },
      'llm-monitoring:exporters.gpus: unknown key "gpus"; did you mean "gpu"?',
    ],
    [
      "somebody else's Prometheus",
      { exporters: { node: true }, prometheus: { existing: { url: 'http://prometheus:9090' } } },
      'llm-monitoring:exporters.node: found true, with prometheus.existing, expected false, because this program does not configure the scrapes of an external Prometheus',
    ],
    [
      'a target by the name of an exporter',
      { exporters: { containers: true }, targets: [{ name: 'cadvisor', endpoints: ['a:1'] }] },
      'llm-monitoring:targets[0].name: found "cadvisor", a job of the stack itself, expected a unique name',
    ],
    [
      'a discovery by the name of an exporter',
      {
        backend: 'kubernetes',
        exporters: { gpu: true },
        kubernetes: { discovery: [{ name: 'dcgm-exporter', preset: 'kserve', namespaces: ['a'] }] },
      },
      'llm-monitoring:kubernetes.discovery[0].name: found "dcgm-exporter", a job of the stack itself, expected a unique name',
    ],
  ])('%s', (_, raw, fault) => expect(() => parseSettings(raw)).toThrow(fault));

  it('are not detected in a target of the same name while the exporter is disabled', () => {
    expect(
      parseSettings({ targets: [{ name: 'cadvisor', kind: 'prometheus', endpoints: ['a:1'] }] }),
    ).toBeDefined();
  });
});
