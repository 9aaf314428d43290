import { describe, expect, it, test } from 'vitest';
import { IMAGE_CONTENTS, type ImageContents } from '../../configs/image-contents.ts';
import { passwordReset } from '../../configs/kubernetes/grafana-password.ts';
import { after, before, releases } from '../../configs/kubernetes/index.ts';
import { services } from '../../configs/services/index.ts';
import { parseSettings } from '../../configs/index.ts';
import { IMAGES, type ImageName, THANOS_IMAGE } from '../../configs/versions.ts';
import { Authority } from '../helpers/certificates.ts';
import { programsOf } from '../helpers/shell-programs.ts';
import { stacks } from './kubernetes/stacks.ts';
import type { Tree } from './kubernetes/tree.ts';

const authority = new Authority();
const tls = (name: string) => ({ ...authority.server(name), ca: authority.cert });

/** Every container that the stack can have on Docker, with every option that changes a probe. */
const everything = services(
  parseSettings({
    demo: true,
    traces: { enabled: true },
    exporters: { gpu: true, node: true, containers: true },
    prometheus: {
      auth: { username: 'a', password: 'a-password' },
      tls: tls('prometheus'),
    },
    loki: { tls: { ...tls('loki'), client: { ca: authority.cert, ...authority.client('grafana') } } },
  }),
);

const nameOf = (reference: string): ImageName =>
  (Object.keys(IMAGES) as ImageName[]).find((name) => IMAGES[name] === reference)!;
const contentsOf = (reference: string): ImageContents => IMAGE_CONTENTS[nameOf(reference)];

/** Programs that a command runs: its first word, or those of the script that it passes to a shell. */
function runs([program, ...args]: readonly string[]): string[] {
  const shell = program!.split('/').at(-1)!;
  const script = args[args.findIndex((arg) => /^-[a-z]*c$/.test(arg)) + 1];
  return /^(ba|a|da)?sh$/.test(shell) && script !== args[0] ? [shell, ...programsOf(script!)] : [program!];
}

describe('the table of images', () => {
  it('has a row for every pinned image, read at the pinned tag', () => {
    for (const [name, reference] of Object.entries({ ...IMAGES, thanos: THANOS_IMAGE })) {
      const { source } = IMAGE_CONTENTS[name as keyof typeof IMAGE_CONTENTS];
      const tag = reference
        .split(':')
        .at(-1)!
        .replace(/-(alpine|distroless)$/, '');
      if (!LATER_THAN_SOURCE.has(name))
        expect(source, name).toMatch(new RegExp(` v?${tag.replace(/^v/, '')}$`));
    }
  });

  it('lists no HTTP client without a shell', () => {
    for (const [name, { programs }] of Object.entries<ImageContents>(IMAGE_CONTENTS))
      if (!programs.includes('sh'))
        expect(
          programs.filter((program) => /^(bash|wget|curl)$/.test(program)),
          name,
        ).toEqual([]);
  });
});

/** Pinned tags whose Dockerfile could not be read; the row has the newest one that could. */
const LATER_THAN_SOURCE = new Set(['alloy', 'grafana', 'node']);

describe('the commands inside containers of the Docker stack', () => {
  test.each(everything.map((service) => [service.name, service] as const))(
    '%s need nothing that its image lacks',
    (_, { image, entrypoint, healthCheck }) => {
      const { programs } = contentsOf(image);
      const needed = [entrypoint, healthCheck?.test.slice(1)].flatMap((command) =>
        command ? runs(command) : [],
      );
      expect(programs).toEqual(expect.arrayContaining(needed));
    },
  );

  it('include a health check wherever the image contains a program for it', () => {
    const unchecked = everything.filter(({ healthCheck }) => healthCheck === undefined);
    expect(new Set(unchecked.map(({ image }) => nameOf(image)))).toEqual(new Set(['simulator']));
  });

  it('cover every image that Docker runs', () => {
    const onKubernetesAlone = ['alertmanager'];
    expect([...new Set(everything.map(({ image }) => nameOf(image)))].sort()).toEqual(
      Object.keys(IMAGES)
        .filter((name) => !onKubernetesAlone.includes(name))
        .sort(),
    );
  });
});

/** Every object with a command, at any depth. */
function* commands(tree: Tree): Generator<{ command: string[]; image?: string }> {
  if (typeof tree !== 'object' || tree === null) return;
  if (Array.isArray(tree.command)) yield tree;
  for (const inner of Object.values(tree)) yield* commands(inner);
}

describe.each(Object.entries(stacks))('commands on Kubernetes, %s', (_, settings) => {
  const trees = [...releases(settings).map(({ values }) => values), ...before(settings), ...after(settings)];
  const found = trees.flatMap((tree) => [...commands(tree)]);

  it("run in the stack's own containers and need nothing that their image lacks", () => {
    const [first, ...others] = found;
    // The chart puts Grafana's own image in.
    expect(first).toEqual(passwordReset(settings));
    expect(IMAGE_CONTENTS.grafana.programs).toEqual(expect.arrayContaining(runs(first!.command)));
    expect(others.map(({ image }) => image)).toEqual(settings.demo ? [settings.images.node] : []);
    for (const { command, image } of others)
      expect(contentsOf(image!).programs).toEqual(expect.arrayContaining(runs(command)));
  });
});
