import type { ContainedImage, ImageWith, ProgramOf } from '../image-contents.ts';
import type { HealthCheck } from './service.ts';

type Test = HealthCheck['test'];

/** Runs a program of the image. A program that the image lacks is a type error, also in the other probes. */
export function execProbe<N extends ContainedImage>(
  _image: N,
  program: ProgramOf<N>,
  ...args: readonly string[]
): Test {
  return ['CMD', program, ...args];
}

/** Requests a path of the container's own server with BusyBox wget. */
export function wgetProbe(image: ImageWith<'wget'>, port: number, path: string): Test {
  return execProbe(image, 'wget', '-q', '-O', '/dev/null', `http://127.0.0.1:${port}${path}`);
}

/** Requests a path of the container's own server with plain bash. */
export function bashProbe(image: ImageWith<'bash'>, port: number, path: string): Test {
  const steps = [
    `exec 3<>/dev/tcp/127.0.0.1/${port}`,
    String.raw`printf 'GET ${path} HTTP/1.0\r\n\r\n' >&3`,
    'read -r _ status _ <&3',
    '[ "$status" = 200 ]',
  ];
  return execProbe(image, 'bash', '-c', steps.join(' && '));
}
