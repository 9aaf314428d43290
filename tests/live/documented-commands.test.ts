import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { freePort } from '../../lab/common/free-port.ts';
import { blocks, commands, pages, ROOT } from '../docs/markdown.ts';
import { Authority } from '../helpers/certificates.ts';
import { DockerStack } from '../helpers/docker-stack.ts';
import { toolPath } from '../helpers/tools.ts';

/** One documented command with its expected output; `input` is typed by the user. */
interface Step {
  readonly command: string;
  readonly prints?: RegExp;
  readonly input?: string;
}

const set = (key: string, file: string, secret = '') =>
  `npm run pulumi -- config set ${secret}--path llm-monitoring:${key} < ${file}`;

/** In an order in which a user could run them. */
const STEPS: readonly Step[] = [
  { command: 'npm run preview', prints: /create/ },
  {
    command: 'npm run pulumi -- config set --secret --path llm-monitoring:prometheus.auth.password',
    input: 'a-password\n',
  },
  { command: 'npm run pulumi -- config set --path llm-monitoring:prometheus.auth.username monitoring' },
  { command: set('prometheus.tls.cert', 'server.pem') },
  { command: set('prometheus.tls.key', 'server.key', '--secret ') },
  { command: set('prometheus.tls.ca', 'ca.pem') },
  { command: set('loki.tls.cert', 'server.pem') },
  { command: set('loki.tls.key', 'server.key', '--secret ') },
  { command: set('loki.tls.ca', 'ca.pem') },
  { command: set('loki.tls.client.cert', 'client.pem') },
  { command: set('loki.tls.client.key', 'client.key', '--secret ') },
  { command: set('loki.tls.client.ca', 'clients-ca.pem') },
  {
    command: "npm run pulumi -- config set --secret --path 'llm-monitoring:grafana.adminPassword'",
    input: 'another-password\n',
  },
  { command: 'npm run preview -- --policy-pack policy', prints: /create/ },
  { command: 'npm run up -- --policy-pack policy', prints: /Grafana +http:/ },
  { command: 'npm run up', prints: /Nothing to change/ },
  { command: 'npm run status', prints: /loki +Up .*\(healthy\)/ },
  { command: 'docker logs --tail 100 llm-monitoring-loki' },
  { command: 'docker logs --tail 100 llm-monitoring-grafana', prints: /logger=/ },
  { command: 'docker system df', prints: /Images/ },
  {
    command: 'npm run pulumi -- stack output grafanaPassword --show-secrets',
    prints: /^another-password$/m,
  },
  {
    command:
      'logcli --addr=https://localhost:3100 --ca-cert=ca.pem --cert=client.pem --key=client.key labels',
    prints: /service_name/,
  },
  { command: 'npm run render -- --stack dev --out DIR', prints: /files in/ },
  { command: 'npm run backup -- --stack dev --out /srv/backups/2026-01-31' },
  { command: 'npm run restore -- --stack dev --from /srv/backups/2026-01-31 --force' },
  { command: 'npm run pulumi -- cancel --yes' },
  { command: 'npm run down', prints: /Data stay/ },
  { command: 'npm run down -- --purge', prints: /including data/ },
];

/** Documented commands that are not run here, with the reason. */
const NOT_RUN: readonly (readonly [command: RegExp, reason: string])[] = [
  [/contactPoints/, 'Its stack file is that of a later section of README.'],
  [/^npm run bench:all/, 'takes most of an hour'],
  [/^npm (ci|test|run check|run test:live)$/, 'CI itself gives it.'],
  [/^\$EDITOR /, 'A person does it.'],
  [/--stack (staging|prod)\b/, 'It needs a cluster; kubernetes-cluster.test.ts makes what it would make.'],
  [/^kubectl /, 'It needs pods that run.'],
  [/^git switch /, 'It would change what is tested.'],
  [/^npm run report /, 'It needs days of recorded series; report.test.ts runs it over backfilled ones.'],
  [/^npm run (backup|restore) .*DIR/, 'The same command with its stack and folder named is given above.'],
];

const documented = [
  ...new Set(
    pages.flatMap(({ text }) => [
      ...blocks(text, 'sh', 'shell').flatMap(commands),
      ...[...text.matchAll(/`(npm run (?:render|backup|restore) [^`]+)`/g)].map(([, command]) => command!),
    ]),
  ),
];

it('every documented command is run here, or there is a reason why not', () => {
  const given = STEPS.map(({ command }) => command);
  const unknown = documented.filter(
    (command) => !given.includes(command) && !NOT_RUN.some(([form]) => form.test(command)),
  );
  expect(unknown).toEqual([]);
  expect(given.filter((command) => !documented.includes(command))).toEqual([]);
});

const missing = ['npm', 'tar', 'logcli'].filter((tool) => !toolPath(tool));
const why = missing.length > 0 ? `not on PATH: ${missing.join(', ')}` : DockerStack.missing({});
if (why) console.log(`skipped: the documented commands (${why})`);

describe.skipIf(why)('the documented commands, in sequence in a copy of the project', () => {
  const home = mkdtempSync(join(tmpdir(), 'llm-monitoring-documented-'));
  const project = join(home, 'project');
  const NAME = 'lm-documented';
  let port = 0;

  beforeAll(async () => {
    const files = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' }).split('\0');
    for (const file of files.filter((path) => path !== '')) {
      mkdirSync(dirname(join(project, file)), { recursive: true });
      cpSync(join(ROOT, file), join(project, file));
    }
    symlinkSync(join(ROOT, 'node_modules'), join(project, 'node_modules'));
    port = await freePort();
    const stackFile = join(project, 'Pulumi.dev.yaml');
    const stack = parseDocument(readFileSync(stackFile, 'utf8'));
    stack.setIn(['config', 'llm-monitoring:name'], NAME);
    stack.setIn(['config', 'llm-monitoring:demo'], false);
    stack.setIn(['config', 'llm-monitoring:loki'], { port });
    for (const server of ['prometheus', 'grafana']) {
      stack.setIn(['config', `llm-monitoring:${server}`, 'port'], await freePort());
    }
    writeFileSync(stackFile, stack.toString());
    const [authority, clients] = [new Authority(), new Authority('clients')];
    const [server, client] = [authority.server('localhost', 'prometheus', 'loki'), clients.client('stack')];
    const texts = {
      'server.pem': server.cert,
      'server.key': server.key,
      'ca.pem': authority.cert,
      'client.pem': client.cert,
      'client.key': client.key,
      'clients-ca.pem': clients.cert,
    };
    for (const [file, text] of Object.entries(texts)) writeFileSync(join(project, file), text);
  });

  afterAll(async () => {
    await run({ command: 'npm run down -- --purge' });
    rmSync(home, { recursive: true, force: true });
  });

  /** As run by a user without a Pulumi account; only names, folders and the port are those of the test. */
  function run({ command, input = '' }: Step): Promise<{ code: number; printed: string }> {
    const line = command
      .replace('llm-monitoring-', `${NAME}-`)
      .replace('/srv/backups', join(home, 'backups'))
      .replace('--out DIR', `--out ${join(home, 'rendered')}`)
      .replace('localhost:3100', `localhost:${port}`);
    const env: NodeJS.ProcessEnv = { ...process.env, PULUMI_HOME: join(home, 'pulumi') };
    delete env['PULUMI_BACKEND_URL'];
    delete env['PULUMI_ACCESS_TOKEN'];
    return new Promise((resolve) => {
      const child = execFile('sh', ['-c', line], { cwd: project, env, maxBuffer: 1e8 }, (error, out, err) =>
        resolve({ code: error ? 1 : 0, printed: out + err }),
      );
      child.stdin!.end(input);
    });
  }

  it.each(STEPS)(
    '$command',
    async (step) => {
      const { code, printed } = await run(step);
      expect(code, printed).toBe(0);
      if (step.prints) expect(printed).toMatch(step.prints);
    },
    900_000,
  );
});
