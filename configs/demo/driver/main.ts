/**
 * Load driver of the demo. It plays the backend API of an LLM product and its users: it serves `POST /api/chat`, calls it at a
 * steady rate, and forwards each call to one of the simulated vLLM servers. `/metrics` has standard HTTP server metrics;
 * `/vllm` has vLLM metrics that the simulator lacks. `/health` succeeds once all simulated servers are up, because they have no
 * health check.
 */
import { createServer, type IncomingMessage } from 'node:http';
import { EngineMetrics } from './engine-metrics.ts';
import { Incident, type IncidentPlan } from './incident.ts';
import { type Context, KIND, newContext, Tracer } from './otlp.ts';
import { longPrompt, pick, prompt } from './prompts.ts';
import { exposition, Histogram, Value } from './registry.ts';
import { startSpans, vllmResource } from './vllm-spans.ts';
import { complete, type Engine, isReady, refresh, untilReady } from './vllm-client.ts';

interface Options {
  readonly port: number;
  readonly job: string;
  /** Mean calls per second. */
  readonly rate: number;
  readonly engines: readonly {
    readonly model: string;
    readonly endpoint: string;
    /** Label of the server's own metrics. */
    readonly instance: string;
  }[];
  readonly incident?: IncidentPlan;
  /** No spans without it. */
  readonly tracing?: {
    /** URL of OTLP over HTTP for traces. */
    readonly url: string;
    /** Name of this service. */
    readonly service: string;
    /** Requests that a simulated server runs at once. */
    readonly slots: number;
  };
}

const options = JSON.parse(process.env['DEMO_OPTIONS'] ?? '') as Options;
const tracer = new Tracer(options.tracing?.url);
const engines: Engine[] = options.engines.map(({ model, endpoint, instance }) => ({
  model,
  url: `http://${endpoint}`,
  metrics: new EngineMetrics(model, options.job, instance),
  tracer,
  resource: vllmResource(options.job, model, instance),
  slots: options.tracing?.slots ?? Infinity,
  running: 0,
  fastestFirstToken: Infinity,
}));
const incident = new Incident(options.incident);

const requests = new Value('counter', 'http_requests_total', 'HTTP requests.');
const seconds = new Histogram(
  'http_request_duration_seconds',
  'HTTP request duration.',
  [0.1, 0.5, 1, 2.5, 5, 10, 30],
);
const precise = new Histogram(
  'http_request_duration_highr_seconds',
  'HTTP request duration, over all routes.',
  [0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 7.5, 10, 30, 60],
);
const startTime = new Value('gauge', 'process_start_time_seconds', 'Start of the process, unix time.');
startTime.set({}, Date.now() / 1000);

async function handle(request: IncomingMessage): Promise<{ status: number; body: string }> {
  switch (`${request.method} ${request.url}`) {
    case 'GET /health': {
      const ready = (await Promise.all(engines.map(isReady))).every(Boolean);
      return ready ? { status: 200, body: 'ok\n' } : { status: 503, body: 'a vLLM server is unreachable\n' };
    }
    case 'GET /metrics':
      return {
        status: 200,
        body: exposition([requests, seconds, precise, startTime, ...incident.metrics()]),
      };
    case 'GET /vllm':
      await Promise.all(engines.map(refresh));
      return { status: 200, body: mergedText() };
    case 'POST /api/chat':
      return { status: await chat(), body: '' };
    default:
      return { status: 404, body: 'not found\n' };
  }
}

/** A call that fails on one server is retried on the other, so that the error shows up only on the failing server. */
async function chat(): Promise<number> {
  const context = newContext();
  const start = Date.now();
  const status = await chatIn(context);
  const name = 'POST /api/chat';
  recordSpan({
    ...context,
    name,
    kind: KIND.server,
    start,
    status,
    attributes: { 'http.route': '/api/chat' },
  });
  return status;
}

async function chatIn(parent: Context): Promise<number> {
  const first = pick(engines);
  for (const engine of [first, ...engines.filter((other) => other !== first)]) {
    const phase = incident.phaseOf(engine.model);
    const context = newContext(parent);
    const start = Date.now();
    const status = await complete(engine, {
      parent: context,
      prompt: phase ? longPrompt() : prompt(),
      maxTokens: 16 + Math.floor(Math.random() * 128),
      ...(phase && Math.random() < phase.errorShare ? { failWith: 500 } : {}),
    });
    const attributes = {
      'server.address': new URL(engine.url).hostname,
      'gen_ai.request.model': engine.model,
    };
    recordSpan({ ...context, parent, name: 'chat', kind: KIND.client, start, status, attributes });
    if (status === 200) return 200;
  }
  return 502;
}

interface OwnSpan extends Context {
  readonly parent?: Context;
  readonly name: string;
  readonly kind: number;
  readonly start: number;
  readonly status: number;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A span of the backend itself, which ends now. */
function recordSpan({ status, attributes, ...span }: OwnSpan): void {
  tracer.record({
    ...span,
    resource: { 'service.name': options.tracing?.service ?? '' },
    scope: 'demo',
    end: Date.now(),
    attributes: { ...attributes, 'http.response.status_code': status },
    failed: status >= 500,
  });
}

/** The text of all engines, with the header of each metric once. */
function mergedText(): string {
  const seen = new Set<string>();
  const lines = engines.flatMap((engine) => engine.metrics.text().trimEnd().split('\n'));
  return `${lines.filter((line) => !line.startsWith('#') || (!seen.has(line) && seen.add(line))).join('\n')}\n`;
}

const server = createServer((request, response) => {
  const start = performance.now();
  void handle(request).then(({ status, body }) => {
    response.writeHead(status, { 'content-type': 'text/plain; version=0.0.4' }).end(body);
    if (request.url !== '/api/chat') return;
    const labels = { method: request.method ?? '', handler: '/api/chat' };
    requests.add({ ...labels, status: `${Math.floor(status / 100)}xx` }, 1);
    const elapsed = (performance.now() - start) / 1000;
    seconds.observe(labels, elapsed);
    precise.observe({}, elapsed);
  });
});

/**
 * In addition to the steady calls, users send bursts of short questions, a few more than a server has slots: the simulator
 * reports queue time only for requests that had to wait, so without bursts there would be no data.
 */
const BURST = { calls: 26, maxTokens: 4, everyMs: 20_000 } as const;

async function startLoad(): Promise<void> {
  await Promise.all(engines.map(untilReady));
  // The simulator starts at once; a real server of this size takes about a minute.
  for (const { resource } of engines)
    tracer.record(...startSpans(resource, Date.now(), 50 + Math.random() * 10));
  incident.start();
  burst();
  setInterval(burst, BURST.everyMs);
  scheduleCall();
}

/** No bursts on a model in an incident: its slow prefills would make them wait beyond the queue time objective. */
function burst(): void {
  for (const engine of engines.filter(({ model }) => !incident.phaseOf(model))) {
    for (let call = 0; call < BURST.calls; call++)
      void complete(engine, { prompt: prompt(), maxTokens: BURST.maxTokens });
  }
}

function callOnce(): void {
  void fetch(`http://127.0.0.1:${options.port}/api/chat`, { method: 'POST' }).catch(() => undefined);
}

/** Calls arrive at random (exponential gaps) around a rate that rises and falls over ten minutes. */
function scheduleCall(): void {
  const swell = 1 + 0.5 * Math.sin((Date.now() / 600_000) * 2 * Math.PI);
  const gapMs = (-Math.log(1 - Math.random()) / (options.rate * swell)) * 1000;
  setTimeout(() => {
    scheduleCall();
    callOnce();
  }, gapMs);
}

server.listen(options.port, () => void startLoad());
process.on('SIGTERM', () => process.exit(0));
