import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { tempoConfig } from '../../../configs/tempo/config.ts';
import { plainText } from '../../../configs/text/config-file.ts';
import { Secret } from '../../../configs/text/secret.ts';
import { serviceOf, settings } from './stack.ts';

describe('Tempo', () => {
  it('has retention, limits and memory of the settings', () => {
    const service = serviceOf('tempo', {
      retention: '36h',
      memory: '1GiB',
      limits: { bytesPerTrace: '2GB' },
    });
    expect(service?.memoryMiB).toBe(1024);
    const config = parse(plainText(service!.config!.files[0]!.content)) as ReturnType<typeof tempoConfig>;
    expect(config.backend_scheduler.provider.compaction.compaction.block_retention).toBe('129600s');
    expect(config.backend_worker.compaction.block_retention).toBe('129600s');
    expect(config.overrides.defaults.global.max_bytes_per_trace).toBe(2e9);
  });

  it('writes metrics of spans to a managed Prometheus, with its password', () => {
    const auth = { username: 'tempo', password: 'password-of-prometheus' };
    const service = serviceOf('tempo', {}, { prometheus: { auth } })!;
    const [config, password] = service.config!.files;
    expect(plainText(config!.content)).toContain('password_file: /etc/tempo/prometheus-password');
    expect(plainText(config!.content)).not.toContain('password-of-prometheus');
    expect(password?.content).toBeInstanceOf(Secret);
    expect(serviceOf('prometheus')?.command).toContain('--web.enable-remote-write-receiver');
  });

  it('writes none to an external Prometheus', () => {
    const prometheus = { existing: { url: 'https://prometheus.example.com' } };
    expect(tempoConfig(settings({}, { prometheus }))).not.toHaveProperty('metrics_generator');
  });
});
