/** One line of Prometheus' text exposition format. */
interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Content of one `# TYPE` block. */
export interface Family {
  readonly name: string;
  readonly type: string;
  readonly samples: readonly Sample[];
}

/** Parses exposition text without the `_created` timestamps of the Python client. */
export function parseExposition(text: string): readonly Family[] {
  const families: { name: string; type: string; samples: Sample[] }[] = [];
  for (const line of text.split('\n')) {
    const [, name, type] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? [];
    if (name !== undefined && type !== undefined) families.push({ name, type, samples: [] });
    else if (line !== '' && !line.startsWith('#')) families.at(-1)?.samples.push(parseSample(line));
  }
  return families.filter((family) => !family.name.endsWith('_created'));
}

function parseSample(line: string): Sample {
  const [, name = '', labels = '', value = ''] = /^([^\s{]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
  if (name === '') throw new Error(`Not a sample: ${line}`);
  const pairs = [...labels.matchAll(/([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g)];
  return {
    name,
    labels: Object.fromEntries(pairs.map(([, label = '', content = '']) => [label, content])),
    value: value === '+Inf' ? Infinity : Number(value),
  };
}
