import type { HealthCheck } from './service.ts';

/** Asks a path of the container's own server, where bash is all that the image has for it: neither curl nor wget. */
export function bashProbe(port: number, path: string): HealthCheck['test'] {
  const steps = [
    `exec 3<>/dev/tcp/127.0.0.1/${port}`,
    String.raw`printf 'GET ${path} HTTP/1.0\r\n\r\n' >&3`,
    'read -r _ status _ <&3',
    '[ "$status" = 200 ]',
  ];
  return ['CMD', 'bash', '-c', steps.join(' && ')];
}
