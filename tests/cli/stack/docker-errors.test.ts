import { describe, expect, it } from 'vitest';
import { checkEngine, type DockerFailure, explainDocker } from '../../../cli/stack/docker-errors.ts';

/** What Docker 28.2's command prints; the addresses are shortened. */
const PRINTED = {
  stopped:
    'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n',
  remote: 'Cannot connect to the Docker daemon at tcp://127.0.0.1:1. Is the docker daemon running?\n',
  denied:
    'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.50/version": dial unix /var/run/docker.sock: connect: permission denied\n',
  newClient:
    'Error response from daemon: client version 1.52 is too new. Maximum supported API version is 1.41\n',
  oldClient:
    'Error response from daemon: client version 1.10 is too old. Minimum supported API version is 1.12, please upgrade your client to a newer version\n',
  context:
    'Failed to initialize: unable to resolve docker endpoint: context "nope": context not found: open /home/a/.docker/contexts/meta/ca37/meta.json: no such file or directory\n',
  other: 'Error response from daemon: something odd\nmore of it\n',
};

const failure = (stderr: string): DockerFailure =>
  Object.assign(new Error('Command failed'), { stderr, code: 1 });

describe('a docker command that fails', () => {
  it.each<[keyof typeof PRINTED, RegExp, RegExp]>([
    ['stopped', /^Docker is not running, .*unix:\/\/\/var\/run\/docker\.sock/, /^Start Docker/],
    ['remote', /^Docker is not running, .*tcp:\/\/127\.0\.0\.1:1/, /DOCKER_HOST/],
    ['denied', /^Permission denied on the Docker socket: /, /docker group/],
    ['newClient', /are incompatible: .*1\.52/, /^Update the older/],
    ['oldClient', /are incompatible: .*1\.10/, /^Update the older/],
    ['context', /^The current Docker context does not exist: .*"nope"/, /docker context ls/],
    ['other', /^docker ps failed: Error response from daemon: something odd$/, /manually/],
  ])('%s', (printed, message, advice) => {
    const error = explainDocker(failure(PRINTED[printed]), 'ps');
    expect(error.message).toMatch(message);
    expect(error.advice).toMatch(advice);
  });

  it('is missing', () => {
    const error = explainDocker(
      Object.assign(new Error('spawn docker ENOENT'), { code: 'ENOENT' }),
      'version',
    );
    expect(error.message).toBe('No docker command on PATH');
  });
});

/** What `docker version --format '{{json .Server}}'` prints, without its parts that are not read. */
const server = (more: object) =>
  JSON.stringify({ Version: '20.10.24+dfsg1', ApiVersion: '1.41', Os: 'linux', Arch: 'amd64', ...more });

describe('the engine', () => {
  it.each([
    ['20.10', {}],
    ['a newer one', { Version: '29.1.0', ApiVersion: '1.52' }],
    ['a next major version of the API', { ApiVersion: '2.0' }],
    ['Podman, which numbers otherwise', { ApiVersion: undefined, APIVersion: '5.4.2', Os: undefined }],
  ])('is %s', (_, more) => {
    expect(() => checkEngine(server(more))).not.toThrow();
  });

  it.each([
    [
      'too old',
      { Version: '19.03.15', ApiVersion: '1.40' },
      /^Docker 19\.03\.15 is too old: its API is 1\.40/,
    ],
    ['one for Windows containers', { Os: 'windows' }, /^Docker runs Windows containers$/],
  ])('is %s', (_, more, message) => {
    expect(() => checkEngine(server(more))).toThrow(message);
  });
});
