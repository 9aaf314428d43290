import { execFile, execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePorts, quickServers } from '../../lab/common/servers.ts';
import { GrafanaApi } from '../../lab/common/grafana-api.ts';
import { PrometheusApi } from '../../lab/common/prometheus-api.ts';
import { eventually, sleep } from '../../lab/common/waiting.ts';
import { LokiApi } from '../../lab/logs/loki-api.ts';
import { ROOT } from '../../cli/stack/project.ts';
import { stackFileText } from '../../cli/stack/stack-file.ts';
import { docker, lines } from '../helpers/docker.ts';
import { DockerStack } from '../helpers/docker-stack.ts';

const STACK = 'upgradetest';
const NAME = `lm-${STACK}`;
const PORTS = await freePorts();
const config = {
  name: NAME,
  ...quickServers(PORTS, 'admin'),
};
const git = (...args: string[]) => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();

/** `UPGRADE_FROM` as a git revision; by default the commit that first recorded the newest release. Empty in a shallow clone. */
const from = commitOf(process.env['UPGRADE_FROM']);

function commitOf(ref: string | undefined): string {
  const ask =
    ref === undefined
      ? ['log', '-1', '--diff-filter=A', '--format=%H', '--', 'tests/golden/releases']
      : ['rev-parse', '--verify', `${ref}^{commit}`];
  try {
    return git(...ask);
  } catch {
    return '';
  }
}

const why =
  DockerStack.missing(config, 'git') ??
  (from === '' ? 'no older commit in this clone; UPGRADE_FROM names one' : undefined);
if (why) console.log(`skipped: upgrade from an older commit (${why})`);

/** An `up` takes seconds to minutes, depending on the load of the machine. In milliseconds. */
const PATIENCE = 1_500_000;

/** A checkout from which `up` is run. */
type Version = 'older' | 'newer';

describe.skipIf(why)(`upgrade from ${from.slice(0, 9)}`, { timeout: PATIENCE }, () => {
  const work = mkdtempSync(join(tmpdir(), 'llm-monitoring-upgrade-'));
  const roots: Record<Version, string> = { older: join(work, 'older'), newer: ROOT };
  const stackFile = (version: Version) => join(roots[version], `Pulumi.${STACK}.yaml`);
  const grafana = new GrafanaApi(`http://127.0.0.1:${PORTS.grafana}`, 'admin', 'admin');
  const prometheus = new PrometheusApi(`http://127.0.0.1:${PORTS.prometheus}`);
  const loki = new LokiApi(`http://127.0.0.1:${PORTS.loki}`);

  async function run(version: Version, ...args: string[]): Promise<string> {
    const env = {
      ...process.env,
      PULUMI_BACKEND_URL: `file://${join(work, 'state')}`,
      PULUMI_CONFIG_PASSPHRASE: 'live',
    };
    const script = join(roots[version], 'scripts', 'stack.ts');
    const options = { env, cwd: roots[version], maxBuffer: 1e8 };
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [script, ...args, '--stack', STACK],
      options,
    );
    // Pulumi has put the salt of the passphrase into the stack file.
    for (const other of ['older', 'newer'] as const) {
      if (other !== version) copyFileSync(stackFile(version), stackFile(other));
    }
    return stdout;
  }

  /** The packages installed here, if they are those of the older commit too. */
  function givePackages(): void {
    const wanted = (root: string) => {
      const { dependencies, devDependencies } = JSON.parse(
        readFileSync(join(root, 'package.json'), 'utf8'),
      ) as Record<'dependencies' | 'devDependencies', Record<string, string>>;
      return { ...devDependencies, ...dependencies };
    };
    const here = wanted(ROOT);
    const same = Object.entries(wanted(roots.older)).every(([name, version]) => here[name] === version);
    if (same) symlinkSync(join(ROOT, 'node_modules'), join(roots.older, 'node_modules'));
    else execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: roots.older, stdio: 'inherit' });
  }

  const volumes = () => lines(docker('volume', 'ls', '--quiet', '--filter', `name=${NAME}-.*-data`)).sort();
  const uids = async (path: string) =>
    (await grafana.call<{ uid: string }[]>('GET', path)).map(({ uid }) => uid).sort();
  const dashboards = () => uids('/api/search?type=dash-db');
  const sources = () => uids('/api/datasources');
  const linesUntil = (time: number) => loki.count(`sum(count_over_time({stack="${NAME}"}[10m]))`, time);

  let made: { volumes: string[]; dashboards: string[]; sources: string[]; at: number; lines: number };

  /** Runs `up`, and checks existing resources and data. */
  async function changesTo(version: Version): Promise<void> {
    const printed = await run(version, 'up');
    console.log(printed);
    expect(printed).not.toMatch(/(replaced|deleted) +docker:Volume \S+-data /);
    expect(volumes()).toEqual(made.volumes);
    expect(await dashboards()).toEqual(expect.arrayContaining(made.dashboards));
    expect(await sources()).toEqual(made.sources);
    await eventually(120, async () => {
      expect(await prometheus.query(`up{job="prometheus"} @ ${made.at}`)).toHaveLength(1);
      expect(await linesUntil(made.at)).toBeGreaterThanOrEqual(made.lines);
      expect(await grafana.valuesOf('prometheus', 'up')).toBeGreaterThan(0);
    });
  }

  beforeAll(async () => {
    git('worktree', 'add', '--detach', roots.older, from);
    givePackages();
    mkdirSync(join(work, 'state'));
    for (const version of ['older', 'newer'] as const)
      writeFileSync(stackFile(version), stackFileText(config));
    await run('older', 'up');
    const dashboard = { uid: 'made-by-a-person', title: 'Made by a person', panels: [] };
    await grafana.call('POST', '/api/dashboards/db', { dashboard: dashboard });
    await eventually(120, async () => {
      expect(await prometheus.query('up{job="prometheus"} == 1')).toHaveLength(1);
      expect(await linesUntil(Math.floor(Date.now() / 1000))).toBeGreaterThan(0);
    });
    await sleep(10_000);
    const at = Math.floor(Date.now() / 1000) - 5;
    made = {
      volumes: volumes(),
      dashboards: await dashboards(),
      sources: await sources(),
      at,
      lines: await linesUntil(at),
    };
    console.log(`made by ${from.slice(0, 9)}: ${JSON.stringify(made)}`);
  }, PATIENCE);

  afterAll(async () => {
    await run('newer', 'down', '--purge');
    git('worktree', 'remove', '--force', roots.older);
    rmSync(stackFile('newer'), { force: true });
    rmSync(work, { recursive: true, force: true });
  }, PATIENCE);

  it('keeps volumes, series, log lines, dashboards and data sources, and has no changes afterwards', async () => {
    expect(made.dashboards.length).toBeGreaterThan(1);
    expect(made.volumes.length).toBeGreaterThan(0);
    await changesTo('newer');
    expect(await run('newer', 'up')).toContain('Nothing to change.');
  });

  it('supports a rollback to the older commit and another upgrade', async () => {
    await changesTo('older');
    expect(await run('older', 'up')).toContain('Nothing to change.');
    await changesTo('newer');
    expect(await run('newer', 'up')).toContain('Nothing to change.');
  });
});
