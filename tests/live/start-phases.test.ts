import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LOADING_PHASE, logs, quantileOver } from '../../configs/logql/index.ts';
import { eventually } from '../../lab/common/waiting.ts';
import { LOCAL_LOGS_TOOLS, LocalLogs } from '../helpers/local-logs.ts';
import { describeWith } from '../helpers/tools.ts';

interface Start {
  /** What a server prints while it starts. */
  readonly text: string;
  /** Seconds of each phase. */
  readonly phases: Readonly<Record<string, number>>;
}

const SERVER = new URL('../fixtures/logs/vllm-0.32.0-server.log', import.meta.url);

/** Starts as vLLM logged them: captured on CPU, and with the line that only its GPU runner prints (`gpu_model_runner.py`). */
const STARTS: Readonly<Record<string, Start>> = {
  '0-32-0-captured': {
    text: readFileSync(SERVER, 'utf8'),
    phases: { 'init engine': 0.89 },
  },
  '0-10-2-colored': {
    text: [
      '\u001b[1;36m(EngineCore_DP0 pid=30614)\u001b[0;0m INFO 11-25 20:23:41 [default_loader.py:268] Loading weights took 0.01 seconds',
      '\u001b[1;36m(EngineCore_DP0 pid=30614)\u001b[0;0m INFO 11-25 20:23:41 [core.py:218] init engine (profile, create kv cache, warmup model) took 0.08 seconds',
    ].join('\n'),
    phases: { 'Loading weights': 0.01, 'init engine': 0.08 },
  },
  '0-8-5-gpu': {
    text: [
      'INFO 05-02 10:00:07 [loader.py:458] Loading weights took 3.25 seconds',
      'INFO 05-02 10:00:08 [gpu_model_runner.py:1347] Model loading took 14.9889 GiB and 4.113231 seconds',
      'INFO 05-02 10:00:40 [core.py:159] init engine (profile, create kv cache, warmup model) took 31.70 seconds',
    ].join('\n'),
    phases: { 'Loading weights': 3.25, 'Model loading': 4.113231, 'init engine': 31.7 },
  },
  '0-33-0-gpu': {
    text: [
      '(Worker_TP0 pid=301) INFO 11-20 10:00:09 [default_loader.py:501] Loading weights took 41.06 seconds',
      '(Worker_TP0 pid=301) INFO 11-20 10:00:10 [gpu_model_runner.py:5180] Model loading took 65.81 GiB memory and 43.25 seconds',
      '(EngineCore pid=200) INFO 11-20 10:02:10 [core.py:402] init engine (profile, create kv cache, warmup model) took 119.5 s (compilation: 80.1 s)',
      // Neither is a phase.
      '(APIServer pid=100) INFO 11-20 10:02:11 [api_server.py:10] Application startup took 3 s',
      '(EngineCore pid=200) INFO 11-20 10:02:12 [core.py:500] init engine failed',
    ].join('\n'),
    phases: { 'Loading weights': 41.06, 'Model loading': 43.25, 'init engine': 119.5 },
  },
};

describeWith(LOCAL_LOGS_TOOLS, 'phases of a start, from Alloy by Loki', () => {
  let local: LocalLogs;

  beforeAll(async () => {
    local = await LocalLogs.start();
    for (const [name, { text }] of Object.entries(STARTS)) local.print(name, `${text.trimEnd()}\n`);
  }, 180_000);

  afterAll(() => local?.stop());

  it.each(Object.entries(STARTS))('%s', { timeout: 120_000 }, async (name, { phases }) => {
    const lines = logs({ filename_service: name }, ...LOADING_PHASE);
    const query = quantileOver(0.5, lines, 'seconds', ['phase'], '1h');
    await eventually(90, async () => {
      const found = (await local.loki.query(query)).map(({ metric, value }) => [
        metric['phase'],
        Number(value[1]),
      ]);
      expect(Object.fromEntries(found)).toEqual(phases);
    });
  });
});
