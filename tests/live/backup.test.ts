import { execFile, execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { services } from '../../configs/services/index.ts';
import { parseSettings } from '../../configs/index.ts';
import { type Manifest, readManifest } from '../../cli/backup/manifest.ts';
import { freePorts, quickServers } from '../../lab/common/servers.ts';
import { eventually } from '../../lab/common/waiting.ts';
import { LokiApi } from '../../lab/logs/loki-api.ts';
import { ROOT, stackFilePath } from '../../cli/stack/project.ts';
import { stackFileText } from '../../cli/stack/stack-file.ts';
import { docker, lines } from '../helpers/docker.ts';
import { DockerStack } from '../helpers/docker-stack.ts';
import { GrafanaApi } from '../../lab/common/grafana-api.ts';
import { PrometheusApi } from '../../lab/common/prometheus-api.ts';
import { archiveListing, volumeListing } from '../helpers/tar-listing.ts';

const STACK = 'backuptest';
const NAME = `lm-${STACK}`;
const STACK_FILE = stackFilePath(STACK);
const PORTS = await freePorts();
const config = {
  name: NAME,
  ...quickServers(PORTS, 'admin'),
};
const settings = parseSettings(config);
const stateful = services(settings).filter(({ data }) => data !== undefined);

const why = DockerStack.missing(config, 'tar');
if (why) console.log(`skipped: backup and restore (${why})`);

/** An `up` takes seconds to minutes, by how busy the machine is. In milliseconds. */
const PATIENCE = 1_500_000;

/** Three samples of two days ago, which become a block of their own. */
const PLANTED_AT = Math.floor(Date.now() / 1000) - 2 * 86_400;
const PLANTED = [1.5, 2.25, 40].map((value, index) => ({ time: PLANTED_AT + index * 15, value }));
const LINES = ['a line', 'an "odd" line: ü\t€', 'x'.repeat(10_000)];

describe.skipIf(why)('backup and restore', { timeout: PATIENCE }, () => {
  const work = mkdtempSync(join(tmpdir(), 'llm-monitoring-backup-'));
  const backup = join(work, 'backup');
  const grafana = new GrafanaApi(`http://127.0.0.1:${PORTS.grafana}`, 'admin', 'admin');
  const prometheus = new PrometheusApi(`http://127.0.0.1:${PORTS.prometheus}`);
  const loki = new LokiApi(`http://127.0.0.1:${PORTS.loki}`);

  const env = {
    ...process.env,
    PULUMI_BACKEND_URL: `file://${join(work, 'state')}`,
    PULUMI_CONFIG_PASSPHRASE: 'live',
  };
  const start = (script: string, ...args: string[]) =>
    promisify(execFile)(process.execPath, [join(ROOT, 'scripts', script), ...args, '--stack', STACK], {
      env,
      maxBuffer: 1e8,
    });
  const run = async (script: string, ...args: string[]) => (await start(script, ...args)).stdout;
  /** What a run that fails prints as its error. */
  const refusal = (script: string, ...args: string[]) =>
    run(script, ...args).then(
      (printed) => Promise.reject(new Error(`it went well: ${printed}`)),
      (error: { stderr: string }) => error.stderr,
    );
  const running = () =>
    lines(docker('ps', '--filter', `label=llm-monitoring.stack=${NAME}`, '--format', '{{.Names}}')).sort();
  const everything = services(settings)
    .map(({ name }) => `${NAME}-${name}`)
    .sort();

  /** What is served now of what was planted before. */
  async function answers() {
    const at = PLANTED_AT + 60;
    const { entries } = await loki.search('{job="planted"}');
    return {
      samples: await prometheus.query(`planted_metric[5m] @ ${at}`),
      lines: entries.map(({ time, line, labels }) => ({ time, line, labels })),
      dashboard: await grafana.call<{ dashboard: unknown }>('GET', '/api/dashboards/uid/made-by-a-person'),
    };
  }

  async function plant(): Promise<void> {
    const text = PLANTED.map(({ time, value }) => `planted_metric{of="test"} ${value} ${time}`).join('\n');
    writeFileSync(join(work, 'planted.om'), `# TYPE planted_metric gauge\n${text}\n# EOF\n`, { mode: 0o644 });
    docker(
      ...['run', '--rm', '--network', 'none', '--user', '65534:65534', '--entrypoint', '/bin/promtool'],
      ...['--volume', `${NAME}-prometheus-data:/prometheus`, '--volume', `${work}/planted.om:/planted.om:ro`],
      settings.images.prometheus,
      ...['tsdb', 'create-blocks-from', 'openmetrics', '/planted.om', '/prometheus'],
    );
    docker('restart', `${NAME}-prometheus`);

    const values = LINES.map((line, index) => [`${BigInt(Date.now()) * 1_000_000n + BigInt(index)}`, line]);
    const pushed = await fetch(`http://127.0.0.1:${PORTS.loki}/loki/api/v1/push`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ streams: [{ stream: { job: 'planted' }, values }] }),
    });
    expect(pushed.status).toBe(204);
    const dashboard = { uid: 'made-by-a-person', title: 'Made by a person', panels: [] };
    await grafana.call('POST', '/api/dashboards/db', { dashboard: dashboard, message: 'by hand' });
  }

  const archived = ({ file }: Manifest['archives'][number]) => archiveListing(join(backup, file));
  const inVolume = ({ volume, image }: Manifest['archives'][number]) =>
    volumeListing(`${NAME}-${volume}`, image);

  /** Writes the stack's file; `more` joins the configuration. */
  function configure(more: Readonly<Record<string, unknown>> = {}): void {
    writeFileSync(STACK_FILE, stackFileText({ ...config, ...more }));
  }

  let before: Awaited<ReturnType<typeof answers>>;

  beforeAll(async () => {
    configure();
    execFileSync('mkdir', [join(work, 'state')]);
    await run('stack.ts', 'up');
    await plant();
    before = await eventually(60, async () => {
      const now = await answers();
      expect(now.samples).toHaveLength(1);
      expect(now.lines).toHaveLength(LINES.length);
      return now;
    });
  }, PATIENCE);

  afterAll(async () => {
    await run('stack.ts', 'down', '--purge');
    rmSync(STACK_FILE, { force: true });
    rmSync(work, { recursive: true });
  }, PATIENCE);

  it('backs up with every server running again afterwards', async () => {
    const printed = await run('backup.ts', '--out', backup);
    console.log(printed);
    expect(running()).toEqual(everything);
    const manifest = readManifest(backup);
    expect(manifest.archives.map(({ service }) => service).sort()).toEqual(
      stateful.map(({ name }) => name).sort(),
    );
    for (const { file } of [...manifest.archives, ...manifest.files, { file: 'manifest.json' }])
      expect(statSync(join(backup, file)).mode & 0o777, file).toBe(0o600);
    expect(readFileSync(join(backup, 'state.json'), 'utf8')).toContain('docker:index/volume:Volume');
    expect(archived(manifest.archives.find(({ service }) => service === 'prometheus')!).join('\n')).toMatch(
      /\.\/[0-9A-Z]{26}\/chunks\/000001 /,
    );
  });

  it('refuses a second backup into the same folder', async () => {
    expect(await refusal('backup.ts', '--out', backup)).toContain('is not empty');
  });

  it('refuses to replace the data of servers that run', async () => {
    expect(await refusal('restore.ts', '--from', backup)).toMatch(/The stack is running \(.*\).*--force/s);
    expect(running()).toEqual(everything);
  });

  it('refuses an archive that was changed, and stops nothing', async () => {
    const damaged = join(work, 'damaged');
    cpSync(backup, damaged, { recursive: true });
    appendFileSync(join(damaged, 'loki-data.tar.gz'), 'x');
    const started = docker('inspect', '--format', '{{.State.StartedAt}}', `${NAME}-loki`);
    expect(await refusal('restore.ts', '--from', damaged, '--force')).toMatch(
      /loki-data\.tar\.gz has \d+ bytes/,
    );
    expect(docker('inspect', '--format', '{{.State.StartedAt}}', `${NAME}-loki`)).toBe(started);
  });

  it('starts every server again where it is broken off midway', async () => {
    const out = join(work, 'broken-off');
    const going = start('backup.ts', '--out', out);
    await eventually(30, async () => {
      expect(running().length).toBeLessThan(everything.length);
    });
    going.child.kill('SIGTERM');
    const error = (await going.catch((failed: unknown) => failed)) as { stderr: string; code: number };
    expect(error.stderr).toContain('Error: Stopped');
    expect(running()).toEqual(everything);
    expect(await refusal('restore.ts', '--from', out, '--force')).toContain('has no manifest.json');
  });

  it('answers as before in a stack that was purged and put up anew', async () => {
    await run('stack.ts', 'down', '--purge');
    await run('stack.ts', 'up');
    await expect(answers()).rejects.toThrow(/404/);
    console.log(await run('restore.ts', '--from', backup, '--force'));
    expect(running()).toEqual(everything);
    await eventually(30, async () => {
      expect(await answers()).toEqual(before);
    });
    expect(await run('stack.ts', 'up')).toContain('Nothing to change.');
  });

  it('leaves dashboards to the next up that the stack file has made since', async () => {
    const source = () =>
      grafana.call<{ jsonData: { timeInterval: string } }>('GET', '/api/datasources/uid/prometheus');
    configure({ prometheus: { ...config.prometheus, scrapeInterval: '6s' } });
    await run('stack.ts', 'up');
    expect((await source()).jsonData.timeInterval).toBe('6s');
    await run('restore.ts', '--from', backup, '--force');
    expect((await source()).jsonData.timeInterval).toBe('5s');
    await run('stack.ts', 'up');
    expect((await source()).jsonData.timeInterval).toBe('6s');
    expect(await run('stack.ts', 'up')).toContain('Nothing to change.');
  });

  it('restores every file bit by bit while the servers stand still', async () => {
    docker('stop', ...everything);
    expect(await run('restore.ts', '--from', backup)).toContain('docker start');
    for (const archive of readManifest(backup).archives) {
      const expected = archived(archive);
      expect(expected.length, archive.service).toBeGreaterThan(1);
      expect(inVolume(archive), archive.service).toEqual(expected);
    }
    docker('start', ...everything);
  });

  it('refuses a stack that is down before anything is touched, and says what to do', async () => {
    await run('stack.ts', 'down', '--purge');
    expect(await refusal('restore.ts', '--from', backup)).toMatch(
      /The stack is not running \(.*\).*npm run up -- --stack backuptest/s,
    );
    expect(lines(docker('volume', 'ls', '--quiet', '--filter', `name=${NAME}-`))).toEqual([]);
  });
});
