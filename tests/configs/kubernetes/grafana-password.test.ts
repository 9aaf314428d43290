import { expect, test } from 'vitest';
import { passwordReset } from '../../../configs/kubernetes/grafana-password.ts';
import { releases } from '../../../configs/kubernetes/index.ts';
import { grown, onKubernetes, prod, staging } from './stacks.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Tree = any;

const valuesOf = (settings: typeof staging): Tree =>
  releases(settings).find(({ part }) => part === 'grafana')!.values;

test('writes the password of the Secret into the database before the server starts', () => {
  const [reset] = valuesOf(prod).extraInitContainers;
  expect(reset).toEqual(passwordReset(prod));
  expect(reset.command.at(-1)).toMatch(
    /grafana cli .* admin reset-admin-password --password-from-stdin \\\n +< \/etc\/secrets\/admin\/admin-password && exit 0/,
  );
  expect(reset.env).toContainEqual({
    name: 'GF_DATABASE_PASSWORD',
    value: '$__file{/etc/secrets/database/password}',
  });
  const mounts = Object.fromEntries(reset.volumeMounts.map(({ name, mountPath }: Tree) => [name, mountPath]));
  for (const { name, mountPath } of valuesOf(prod).extraSecretMounts) expect(mounts[name]).toBe(mountPath);
  expect(reset.securityContext).toMatchObject({ readOnlyRootFilesystem: true });
});

test('has no database Secret without an external database', () => {
  const { env, volumeMounts } = passwordReset(staging);
  expect(env.map(({ name }) => name)).not.toContain('GF_DATABASE_PASSWORD');
  expect(volumeMounts.map(({ name }) => name)).not.toContain('database');
});

test('uses the image of the server, from the same registry', () => {
  expect(passwordReset(prod).image).toBe(`docker.io/${prod.images.grafana}`);
  expect(passwordReset(grown).image).toBe(`registry.example.com/${grown.images.grafana}`);
});

test('has the memory of the server, because either may migrate the database', () => {
  const values = valuesOf(onKubernetes({}, { grafana: { memory: '900MiB' } }));
  const [reset] = values.extraInitContainers;
  expect(reset.resources.limits.memory).toBe('900Mi');
  for (const kind of ['requests', 'limits'])
    expect(reset.resources[kind].memory).toBe(values.resources[kind].memory);
});
