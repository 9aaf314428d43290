import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { fileError } from '../../../cli/stack/report-errors.ts';
import { parseSettings, SECRET_PLACEHOLDER, type Settings } from '../../../configs/index.ts';
import {
  copyStackFile,
  hasOwnBackend,
  requireStackFile,
  ROOT,
  warnOfPlainSecrets,
} from '../../../cli/stack/project.ts';

describe('the file of a stack', () => {
  it('is named by the stack', () => {
    expect(requireStackFile('dev')).toBe(join(ROOT, 'Pulumi.dev.yaml'));
  });

  it.each([
    [
      'satging',
      /^No stack "satging": .*Pulumi\.satging\.yaml does not exist$/,
      /^Did you mean --stack staging\? Stacks: /,
    ],
    ['eu-west', /^No stack "eu-west"/, /^Stacks: dev, .*prod, .*staging.*docs\/configuration\.md/],
    ['../../etc/passwd', /^Invalid stack name "\.\.\/\.\.\/etc\/passwd"$/, /Example: --stack dev$/],
    ['', /^Invalid stack name ""$/, /Example/],
  ])('is missing: %s', (stack, message, advice) => {
    const require = () => requireStackFile(stack);
    expect(require).toThrow(message);
    expect(require).toThrow(expect.objectContaining({ advice: expect.stringMatching(advice) }));
  });
});

describe('the copy of a stack file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'llm-monitoring-copy-'));
  const [file, copy] = [join(folder, 'Pulumi.a.yaml'), join(folder, 'copy.yaml')];
  afterAll(() => rmSync(folder, { recursive: true }));
  const copied = () => {
    copyStackFile(file, copy);
    return readFileSync(copy, 'utf8');
  };

  it('has text of several lines as block scalars, which the CLI can write again', () => {
    writeFileSync(file, "config:\n  a:ca: 'x\n\n    y\n\n    '\n  a:b: \"1\\n2\"\n  a:name: 'no'\n");
    expect(copied()).toBe("config:\n  a:ca: |\n    x\n    y\n  a:b: |-\n    1\n    2\n  a:name: 'no'\n");
  });

  it('is refused if the file is not valid YAML', () => {
    writeFileSync(file, "config:\n  a:ca: 'x\n");
    expect(copied).toThrow(/^Pulumi\.a\.yaml is not valid YAML: /);
  });

  it('keeps the salt of the CLI, also if the CLI wrote invalid YAML', () => {
    writeFileSync(file, 'config:\n  a:name: b\n');
    writeFileSync(copy, "config:\n  a:ca: 'x\n\n'\nencryptionsalt: v1:x:v1:y:z\n");
    expect(copied()).toBe('config:\n  a:name: b\nencryptionsalt: v1:x:v1:y:z\n');
    writeFileSync(file, 'config: {}\nencryptionsalt: v1:own\n');
    expect(copied()).toBe('config: {}\nencryptionsalt: v1:own\n');
  });
});

describe('secrets in plain text', () => {
  const warnings = (settings: Settings) => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    warnOfPlainSecrets('dev', settings);
    const lines = warn.mock.calls.map(([line]) => line as string);
    warn.mockRestore();
    return lines;
  };
  const auth = (bearer: string) => ({ targets: [{ name: 'a', endpoints: ['a:1'], auth: { bearer } }] });

  it('are named, with the command that encrypts them', () => {
    const settings = parseSettings({
      ...auth('x'),
      alerts: { contactPoints: [{ kind: 'slack', name: 'a', url: 'https://hooks.slack.com/services/x' }] },
    });
    expect(warnings(settings)).toEqual([
      'Pulumi.dev.yaml has secrets in plain text. Encrypt each, for example with',
      "  npm run pulumi -- config set --stack dev --secret --path 'llm-monitoring:targets[0].auth.bearer'",
      '  - llm-monitoring:targets[0].auth.bearer',
      '  - llm-monitoring:alerts.contactPoints[0].url',
    ]);
  });

  it('are neither encrypted ones nor the default password of the dev stack', () => {
    const settings = parseSettings({ ...auth(SECRET_PLACEHOLDER), grafana: { adminPassword: 'admin' } });
    expect(warnings(settings)).toEqual([]);
  });
});

describe('the back end', () => {
  const folder = mkdtempSync(join(tmpdir(), 'llm-monitoring-project-'));
  const credentials = join(folder, 'credentials.json');
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is the one that the person is logged in to', () => {
    expect(hasOwnBackend({ PULUMI_HOME: folder })).toBe(false);
    writeFileSync(credentials, '{"current": "https://api.pulumi.com"}');
    expect(hasOwnBackend({ PULUMI_HOME: folder })).toBe(true);
    writeFileSync(credentials, '{}');
    expect(hasOwnBackend({ PULUMI_HOME: folder })).toBe(false);
  });

  it('is unknown if the credentials are broken', () => {
    writeFileSync(credentials, '{"current": ');
    expect(() => hasOwnBackend({ PULUMI_HOME: folder })).toThrow(`Cannot read ${credentials}: `);
  });
});

describe('a file that cannot be written', () => {
  const error = (code: string, syscall: string, path?: string) =>
    Object.assign(new Error(code), { code, syscall, ...(path === undefined ? {} : { path }) });

  it.each([
    ['EROFS', 'open', '/x/.state', 'Cannot write /x/.state (EROFS)', /writable/],
    ['ENOENT', 'mkdir', '/x/.state', 'Cannot create /x/.state (ENOENT)', /writable/],
    ['EACCES', 'open', '/x/.state', 'Cannot write /x/.state (EACCES)', /writable/],
    ['ENOSPC', 'write', undefined, 'Cannot write a file (ENOSPC)', /disk is full/],
  ])('%s of %s', (code, syscall, path, message, advice) => {
    const shown = fileError(error(code, syscall, path))!;
    expect(shown.message).toBe(message);
    expect(shown.advice).toMatch(advice);
  });

  it('is no other error', () => {
    expect(fileError(error('ENOENT', 'open', '/x'))).toBeUndefined();
    expect(fileError(new TypeError('a bug'))).toBeUndefined();
  });
});
