import { freePort } from '../common/free-port.ts';
import { eventually } from '../common/waiting.ts';
import { Program } from './processes.ts';

/** A simulated vLLM server with one client, whose latencies and metrics can be changed at run time. */
export class Simulator {
  readonly port: number;
  readonly model: string;
  readonly program: Program;
  #load: NodeJS.Timeout | undefined;

  private constructor(port: number, model: string, program: Program) {
    this.port = port;
    this.model = model;
    this.program = program;
  }

  /** `fakes`: metrics that it reports instead of measured ones. */
  static async start(model: string, fakes?: Readonly<Record<string, unknown>>): Promise<Simulator> {
    const port = await freePort();
    const program = new Program('llm-d-inference-sim', [
      ...['--model', model, '--port', String(port), '--mode', 'random', '--max-num-seqs', '64'],
      ...(fakes
        ? ['--fake-metrics', JSON.stringify(fakes)]
        : ['--time-to-first-token', '100ms', '--inter-token-latency', '10ms']),
    ]);
    const simulator = new Simulator(port, model, program);
    await eventually(60, async () => {
      if (!(await fetch(`http://127.0.0.1:${port}/health`)).ok) throw new Error(`${model} is not ready`);
    });
    if (!fakes) simulator.load(4);
    return simulator;
  }

  /** Sends the given number of requests per second, whether or not they are answered. */
  load(perSecond: number): void {
    clearInterval(this.#load);
    const body = JSON.stringify({
      model: this.model,
      max_tokens: 8,
      messages: [{ role: 'user', content: 'How long is a piece of string?' }],
    });
    const ask = () =>
      fetch(`http://127.0.0.1:${this.port}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
        signal: AbortSignal.timeout(60_000),
      }).then(
        (response) => response.text(),
        () => undefined,
      );
    this.#load = setInterval(() => void ask(), 1000 / perSecond);
  }

  async configure(change: Readonly<Record<string, unknown>>): Promise<void> {
    const response = await fetch(`http://127.0.0.1:${this.port}/admin/config`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(change),
    });
    if (!response.ok) throw new Error(await response.text());
  }

  stop(): void {
    clearInterval(this.#load);
    this.program.thaw();
    this.program.kill();
  }
}
