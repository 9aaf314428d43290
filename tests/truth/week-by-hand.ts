import { defined } from '../../configs/text/defined.ts';

const HOUR = 60;
const DAY = 24 * HOUR;
/** Minutes: one day more than a week, so that a window can end in which the first day is no longer. */
export const ALL = 8 * DAY;
export const WEEK = 7 * DAY;

const PRICES = { h100: 2.5, l40s: 0.9 };
const model = (name: string, gpus: number | undefined, gpu: keyof typeof PRICES, more = {}) => ({
  name,
  engine: { gpus, gpu },
  ...more,
});

/** One model for each thing that happens to fleets. */
export const SETTINGS = {
  targets: [{ name: 'vllm', endpoints: ['a:8000'] }],
  cost: { gpuHour: PRICES },
  gpus: { h100: { peakTflops: 989 }, spot: {} },
  models: [
    model('idle', 1, 'l40s'),
    model('shrinking', 2, 'h100'),
    model('reserved', 2, 'h100', { cost: { gpuHour: 1.9 } }),
    model('restarted', 1, 'l40s'),
    model('unscraped', 1, 'l40s'),
    model('parallel', 2, 'h100'),
    model('by-day', 1, 'l40s'),
    model('requested', undefined, 'h100'),
    model('twice', 1, 'l40s'),
    { name: 'unpriced', engine: { gpus: 1, gpu: 'spot' } },
  ],
};

/** Minutes of an engine's life. It is `down` while scrapes of its target fail, and its target is `gone` or not recorded. */
type Span = readonly [minutes: number, does: 'serves' | 'idle' | 'gone' | 'down'];

/** An engine, by its labels. */
interface Engine {
  readonly model_name: string;
  readonly instance: string;
  readonly engine?: string;
  readonly namespace?: string;
  readonly pod?: string;
  readonly job?: string;
  readonly spans: readonly Span[];
  /** Tokens per second while it serves, and estimated FLOP/s at all times. */
  readonly input?: number;
  readonly output?: number;
  readonly flops?: number;
}

const idle: readonly Span[] = [[ALL, 'idle']];
const serves: readonly Span[] = [[ALL, 'serves']];

const ENGINES: readonly Engine[] = [
  { model_name: 'idle', instance: 'idle', spans: idle },
  { model_name: 'shrinking', instance: 's-1', output: 100, spans: serves },
  // Removed in mid-week.
  {
    model_name: 'shrinking',
    instance: 's-2',
    output: 100,
    spans: [
      [3.5 * DAY, 'serves'],
      [4.5 * DAY, 'gone'],
    ],
  },
  { model_name: 'reserved', instance: 'r', input: 300, output: 100, spans: serves },
  // A restart of four minutes, and half a day without an answer.
  {
    model_name: 'restarted',
    instance: 'restarted',
    output: 10,
    spans: [
      [2 * DAY, 'serves'],
      [4, 'down'],
      [2 * DAY - 4, 'serves'],
      [DAY / 2, 'down'],
      [3.5 * DAY, 'serves'],
    ],
  },
  // Two days without samples.
  {
    model_name: 'unscraped',
    instance: 'unscraped',
    output: 10,
    spans: [
      [3 * DAY, 'serves'],
      [2 * DAY, 'gone'],
      [3 * DAY, 'serves'],
    ],
  },
  // Eight data-parallel engines of two tensor-parallel GPUs in one server, two of them without requests.
  ...Array.from({ length: 8 }, (_, rank) => ({
    model_name: 'parallel',
    instance: 'p',
    engine: String(rank),
    output: 50,
    flops: 98.9e12,
    spans: rank < 6 ? serves : idle,
  })),
  // Eight hours of each day, and scaled to zero for the rest.
  {
    model_name: 'by-day',
    instance: 'by-day',
    output: 20,
    spans: Array.from({ length: 8 }, (): readonly Span[] => [
      [8 * HOUR, 'gone'],
      [8 * HOUR, 'serves'],
      [8 * HOUR, 'gone'],
    ]).flat(),
  },
  // A pod of two GPUs, replaced by one of four after three days.
  {
    model_name: 'requested',
    instance: 'q-1',
    namespace: 'llm',
    pod: 'q-1',
    spans: [
      [3 * DAY, 'serves'],
      [5 * DAY, 'gone'],
    ],
  },
  {
    model_name: 'requested',
    instance: 'q-2',
    namespace: 'llm',
    pod: 'q-2',
    spans: [
      [3 * DAY, 'gone'],
      [5 * DAY, 'serves'],
    ],
  },
  // The same name in two namespaces, in one of them in two jobs.
  { model_name: 'twice', instance: 't-1', namespace: 'one', output: 10, spans: serves },
  { model_name: 'twice', instance: 't-2', namespace: 'two', output: 10, spans: serves },
  { model_name: 'twice', instance: 't-3', namespace: 'two', job: 'batch', spans: idle },
  { model_name: 'unpriced', instance: 'u', output: 5000, spans: serves },
];

/** GPUs that pods request, and the minutes in which the pods exist. */
const REQUESTS = [
  ['q-1', 2, 0, 3 * DAY],
  ['q-2', 4, 3 * DAY, ALL],
] as const;

const HERE = (does: Span[1]) => does === 'serves' || does === 'idle';

/** What an engine does in each minute. */
const minutesOf = ({ spans }: Engine) =>
  spans.flatMap(([minutes, does]) => Array.from({ length: minutes }, () => does));

const print = (labels: Readonly<Record<string, string>>) =>
  Object.entries(labels)
    .map(([name, value]) => `${name}="${value}"`)
    .join(',');

/** A sample a minute for each series, in OpenMetrics; the counters of an engine begin at 0 after each time without it. */
export function samplesByHand(start: number): string {
  const families = new Map<string, string[]>();
  const add = (family: string, sample: string) => {
    if (!families.has(family)) families.set(family, []);
    families.get(family)!.push(sample);
  };
  for (const one of ENGINES) {
    const { model_name, instance, engine = '0', namespace, pod, job = 'vllm' } = one;
    const { input = 0, output = 0, flops = 0 } = one;
    const labels = print({ job, instance, model_name, engine, ...defined({ namespace, pod }) });
    const lives = minutesOf(one);
    const gauge = (name: string, valueOf: (does: Span[1]) => number | undefined, all = labels) =>
      lives.forEach((does, minute) => {
        const value = valueOf(does);
        if (value !== undefined) add(`${name} gauge`, `${name}{${all}} ${value} ${start + 60 * minute}`);
      });
    const counter = (name: string, perSecond: (does: Span[1]) => number) => {
      let value = 0;
      lives.forEach((does, minute) => {
        value = HERE(does) ? value + 60 * perSecond(does) : 0;
        if (HERE(does)) add(`${name} counter`, `${name}_total{${labels}} ${value} ${start + 60 * minute}`);
      });
    };
    gauge('vllm:num_requests_running', (does) => (HERE(does) ? Number(does === 'serves') : undefined));
    gauge('vllm:num_requests_waiting', (does) => (HERE(does) ? 0 : undefined));
    counter('vllm:prompt_tokens', (does) => (does === 'serves' ? input : 0));
    counter('vllm:generation_tokens', (does) => (does === 'serves' ? output : 0));
    if (flops > 0) counter('vllm:estimated_flops_per_gpu', () => flops);
    if (lives.includes('down')) gauge('up', (does) => Number(HERE(does)), print({ job, instance }));
  }
  for (const [pod, gpus, from, to] of REQUESTS) {
    const name = 'kube_pod_container_resource_requests';
    const labels = print({ namespace: 'llm', pod, container: 'vllm', resource: 'nvidia_com_gpu' });
    for (let minute = from; minute < to; minute += 1)
      add(`${name} gauge`, `${name}{${labels}} ${gpus} ${start + 60 * minute}`);
  }
  const lines = [...families].flatMap(([family, samples]) => [`# TYPE ${family}`, ...samples]);
  return [...lines, '# EOF', ''].join('\n');
}
