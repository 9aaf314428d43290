import { services } from '../../configs/services/index.ts';
import { parseSettings } from '../../configs/index.ts';
import { docker, lines, missingForDocker } from './docker.ts';
import { RealStack } from './real-stack.ts';
import { toolPath } from './tools.ts';

/** A stack on the real Docker engine. */
export class DockerStack extends RealStack {
  /** Reason why it cannot be deployed here, or `undefined`; `more` are additional programs that a test needs. */
  static missing(settings: Record<string, unknown>, ...more: readonly string[]): string | undefined {
    const tools = ['pulumi', 'pulumi-resource-docker', 'pulumi-resource-grafana', ...more].filter(
      (tool) => !toolPath(tool),
    );
    if (tools.length > 0) return `not on PATH: ${tools.join(', ')}`;
    return missingForDocker([...new Set(services(parseSettings(settings)).map(({ image }) => image))]);
  }

  /** Names or ids of the stack's objects, as printed by a list command of the docker CLI. */
  list(...args: readonly string[]): string[] {
    return lines(docker(...args, '--filter', `label=llm-monitoring.stack=${this.prefix}`));
  }

  /** Deletes everything, including data. */
  async remove(): Promise<void> {
    try {
      await this.run('down', '--purge');
    } finally {
      this.forget();
    }
  }
}
