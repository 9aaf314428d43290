import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, globSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { eventually } from '../../../lab/common/waiting.ts';
import type { Processes } from '../processes.ts';
import { toolPath } from '../tools.ts';

/** Folder of Postgres' own programs: that of `initdb` on PATH, or Debian's. */
export const findPostgres = (): string | undefined => {
  const found = toolPath('initdb') ?? globSync('/usr/lib/postgresql/*/bin/initdb').sort().at(-1);
  return found === undefined ? undefined : dirname(realpathSync(found));
};

export interface PostgresOptions {
  /** Listen address, with port 5432. */
  readonly address: string;
  readonly password: string;
  readonly cert: string;
  readonly key: string;
}

/** Postgres refuses to run as root. */
const NOBODY = 65_534;

/** A real Postgres with TLS, and a user and a database `grafana`. */
export async function startPostgres(
  programs: string,
  processes: Processes,
  { address, password, cert, key }: PostgresOptions,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'llm-monitoring-postgres-'));
  const own = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    if (own.uid !== undefined) chownSync(join(folder, name), own.uid, own.gid);
    return join(folder, name);
  };
  if (own.uid !== undefined) chownSync(folder, own.uid, own.gid);
  chmodSync(folder, 0o700);
  const data = join(folder, 'data');
  const options = ['-D', data, '-U', 'grafana', '--auth=scram-sha-256', '--no-sync'];
  execFileSync(join(programs, 'initdb'), [...options, `--pwfile=${write('password', password)}`], {
    ...own,
    stdio: 'ignore',
  });
  const server = { cert: write('server.pem', cert), key: write('server.key', key) };
  // Only over TLS, from any address.
  write('data/pg_hba.conf', 'hostssl all all all scram-sha-256\n');
  processes.start(
    join(programs, 'postgres'),
    [
      ...['-D', data, '-k', folder, '-h', address, '-p', '5432', '-c', 'fsync=off', '-c', 'ssl=on'],
      ...['-c', `ssl_cert_file=${server.cert}`, '-c', `ssl_key_file=${server.key}`],
    ],
    {},
    own,
  );
  const env = { ...process.env, PGPASSWORD: password, PGSSLMODE: 'require' };
  await eventually(60, async () => {
    const args = ['-h', address, '-U', 'grafana', '-d', 'postgres', '-c', 'CREATE DATABASE grafana'];
    execFileSync(join(programs, 'psql'), args, { env, stdio: 'ignore' });
  });
}
