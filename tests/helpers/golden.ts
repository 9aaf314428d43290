import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { handedOver } from '../../configs/index.ts';
import { recordProgram } from '../../scripts/plan/record-program.ts';
import { isSecret, type Recorded } from './mocks.ts';

/** Runs the whole program on a stack file and gives back every resource that it registers. One call a test file. */
export async function recordedOf(stack: string): Promise<readonly Recorded[]> {
  const text = readFileSync(new URL(`../../Pulumi.${stack}.yaml`, import.meta.url), 'utf8');
  return recordedWith(handedOver(text), stack);
}

/** The same with a configuration as the engine hands it over, keyed `project:key`. */
export function recordedWith(
  config: Readonly<Record<string, string>>,
  stack = 'test',
): Promise<readonly Recorded[]> {
  // Where Docker is must not depend on the machine that runs the test.
  process.env['DOCKER_HOST'] = 'tcp://127.0.0.1:2375';
  return recordProgram(config, stack);
}

/**
 * What a stack registers as text: sorted, secrets masked, long texts as lines. What it does not show: that images start, that
 * Grafana takes the boards, that charts take the values.
 */
export async function goldenOf(stack: string): Promise<string> {
  const resources = (await recordedOf(stack))
    .map(shown)
    .sort((a, b) => (`${a.type} ${a.name}` < `${b.type} ${b.name}` ? -1 : 1));
  return `${JSON.stringify(resources, null, 2)}\n`;
}

function shown({ type, name, parent, dependsOn, provider, retainOnDelete, protect, inputs }: Recorded) {
  return {
    type,
    name,
    parent,
    ...(provider ? { provider } : {}),
    ...(dependsOn.length > 0 ? { dependsOn } : {}),
    ...(retainOnDelete ? { retainOnDelete } : {}),
    ...(protect ? { protect } : {}),
    inputs: masked(inputs),
  };
}

function masked(value: unknown, key = ''): unknown {
  if (isSecret(value)) return '[secret]';
  if (typeof value === 'string') return key === 'configJson' ? board(value) : linesOf(value);
  if (Array.isArray(value)) return value.map((inner) => masked(inner));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([inner, content]) => [inner, masked(content, inner)]));
}

function linesOf(value: string): string | string[] {
  return value.includes('\n') ? value.split('\n') : value;
}

/** A board is too long to read here; its titles say what is on it, and the hash that something changed. */
function board(json: string): unknown {
  const { uid, title, panels } = JSON.parse(json) as {
    uid: string;
    title: string;
    panels: { title?: string }[];
  };
  return {
    uid,
    title,
    panels: panels.map((panel) => panel.title),
    sha256: createHash('sha256').update(json).digest('hex').slice(0, 16),
  };
}
