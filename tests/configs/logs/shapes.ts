/** Lines as real servers and what carries their logs print them, and what has to be read from each. */
export interface Shape {
  readonly of: string;
  readonly lines: readonly string[];
  /** One an entry, in order. */
  readonly entries: readonly {
    readonly lines: number;
    readonly metadata: Readonly<Record<string, string | undefined>>;
  }[];
}

const traceback = (prefix: string) =>
  [
    'EngineCore encountered a fatal error.',
    'Traceback (most recent call last):',
    '  File "core.py", line 1, in run',
    '',
    'ValueError: no',
  ].map((text) => prefix + text);
const RAISED = { kind: 'traceback', level: 'error', exception: 'ValueError' } as const;
const headed = (prefix: string) => traceback(`${prefix}ERROR 11-24 02:57:44 [core.py:843] `);

const GROUP = [
  'ERROR:    Exception in ASGI application',
  '  + Exception Group Traceback (most recent call last):',
  '  |   File "main.py", line 1, in app',
  '  | ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)',
  '  +-+---------------- 1 ----------------',
  '    | Traceback (most recent call last):',
  '    |   File "main.py", line 2, in call',
  '    | ValueError: no',
  '    +------------------------------------',
];

const access = (line: string, path = '/v1/completions', status = '200'): Shape => ({
  of: `the access line ${line}`,
  lines: [line],
  entries: [{ lines: 1, metadata: { kind: 'access', method: 'POST', path, status } }],
});

export const SHAPES: readonly Shape[] = [
  {
    of: 'a worker on another node, by Ray',
    lines: headed('(RayWorkerProc pid=4242, ip=10.0.0.2) (Worker_TP0 pid=45) '),
    entries: [{ lines: 5, metadata: { ...RAISED, process: 'Worker_TP0', module: 'core.py' } }],
  },
  {
    of: 'a replica of Ray Serve',
    lines: [
      '(ServeReplica:default:LLM pid=9, ip=10.0.0.2) INFO 2026-11-24 02:57:44,123 default_LLM abc -- ready',
    ],
    entries: [{ lines: 1, metadata: { level: 'info', process: 'ServeReplica:default:LLM' } }],
  },
  {
    of: 'a process that Ray does not name',
    lines: ['(pid=4242, ip=10.0.0.2) WARNING 11-24 02:57:44 [utils.py:1] slow'],
    entries: [{ lines: 1, metadata: { level: 'warn', module: 'utils.py' } }],
  },
  ...['[vLLM]', '[Stage-0] ', 'node-3 gpu 0: ', 'prod | '].map((prefix) => ({
    of: `VLLM_LOGGING_PREFIX="${prefix}"`,
    lines: headed(`(EngineCore pid=7) ${prefix}`),
    entries: [{ lines: 5, metadata: { ...RAISED, process: 'EngineCore', module: 'core.py' } }],
  })),
  ...[
    'Nov 24 02:57:44 gpu-1 vllm[4242]: ',
    'Nov  4 02:57:44.123456 gpu-1.example.com python3[4242]: ',
    '2026-11-24T02:57:44+0100 gpu-1 env[4242]: ',
    '2026-11-24T02:57:44.123456789Z ',
    '2026-11-24T02:57:44.123456789Z stderr F ',
    'vllm-1  | ',
    '[pod/vllm-0/server] ',
  ].flatMap((relay) => [
    {
      of: `a line relayed with "${relay}"`,
      lines: headed(`${relay}(EngineCore pid=7) `),
      entries: [{ lines: 5, metadata: { ...RAISED, process: 'EngineCore', module: 'core.py' } }],
    },
    access(`${relay}INFO:     10.0.0.7:5555 - "POST /v1/completions HTTP/1.1" 200 OK`),
  ]),
  {
    of: 'a group of exceptions',
    lines: GROUP,
    entries: [{ lines: GROUP.length, metadata: RAISED }],
  },
  {
    of: 'a traceback with the advice of torch',
    lines: [
      ...headed('(EngineCore pid=7) '),
      ...[
        'CUDA kernel errors might be asynchronously reported',
        'For debugging consider passing CUDA_LAUNCH_BLOCKING=1',
        'Compile with `TORCH_USE_CUDA_DSA` to enable device-side assertions.',
      ].map((text) => `(EngineCore pid=7) ERROR 11-24 02:57:44 [core.py:843] ${text}`),
    ],
    entries: [{ lines: 8, metadata: RAISED }],
  },
  {
    of: 'an error of Ray around another',
    lines: [
      'Traceback (most recent call last):',
      '  File "x", line 1',
      'ray.exceptions.RayTaskError(ValueError): ray::f() (pid=1)',
    ],
    entries: [{ lines: 3, metadata: { ...RAISED, exception: 'ray.exceptions.RayTaskError' } }],
  },
  {
    of: 'lines of vLLM that begin with the name of an exception',
    lines: [
      '(APIServer pid=1) INFO 11-24 02:57:44 [launcher.py:44] Route: /health',
      '(APIServer pid=1) ERROR 11-24 02:57:44 [serving.py:9] TimeoutError: no answer',
      '(APIServer pid=1) ERROR 11-24 02:57:44 [utils.py:3] ConnectionError: refused',
    ],
    entries: [
      { lines: 1, metadata: { level: 'info' } },
      { lines: 1, metadata: { level: 'error', exception: 'TimeoutError' } },
      { lines: 1, metadata: { level: 'error', exception: 'ConnectionError' } },
    ],
  },
  {
    of: 'the name of an exception after a line of uvicorn',
    lines: ['INFO:     Application startup complete.', 'RuntimeError: no device'],
    entries: [
      { lines: 1, metadata: { level: 'info' } },
      { lines: 1, metadata: { level: 'error', exception: 'RuntimeError' } },
    ],
  },
  ...(
    [
      ['2026-11-24 02:57:44,123 - vllm.engine - ERROR - failed', 'error'],
      ['2026-11-24 02:57:44.123 | WARNING  | vllm.engine:run:12 - slow', 'warn'],
      ['[2026-11-24 02:57:44 +0000] [12] [INFO] Booting worker', 'info'],
      ['2026-11-24 02:57:44,123\tINFO worker.py:1786 -- Started a local Ray instance.', 'info'],
      ['2026-11-24T02:57:44.123456Z [error    ] failed   [vllm.engine] request=1', 'error'],
      ['ERROR:vllm.engine:failed', 'error'],
      ['[rank0]:[W1124 02:57:44.123456789 ProcessGroupNCCL.cpp:1487] Warning: destroy it', 'warn'],
      ['E1124 02:57:44.123456 12 rpc.cc:9] failed', 'error'],
      [
        '{"event": "failed", "level": "error", "logger": "vllm.engine", "timestamp": "2026-11-24T02:57:44Z"}',
        'error',
      ],
      ['{"severity": "WARNING", "message": "slow"}', 'warn'],
      ['{"@timestamp": "2026-11-24T02:57:44Z", "log.level": "error", "message": "failed"}', 'error'],
      ['(APIServer pid=1) {"message": "ready", "levelname": "INFO"}', 'info'],
      ['2026-11-24 02:57:44 An error occurred', undefined],
      ['No ERROR here', undefined],
    ] as const
  ).map(([line, level]) => ({ of: line, lines: [line], entries: [{ lines: 1, metadata: { level } }] })),
  {
    of: "structlog's tracebacks",
    lines: [
      JSON.stringify({
        event: 'failed',
        level: 'error',
        exception: 'Traceback (most recent call last):\n  File "x"\nValueError: no',
      }),
      JSON.stringify({
        event: 'failed',
        exception: [{ exc_type: 'KeyError' }, { exc_type: 'ValueError', exc_value: 'no' }],
      }),
    ],
    entries: [
      { lines: 1, metadata: RAISED },
      { lines: 1, metadata: RAISED },
    ],
  },
  ...[
    'INFO:     10.0.0.7:5555 - "POST /v1/completions?a=b HTTP/1.1" 200 OK',
    'INFO:     fd00::7:5555 - "POST /v1/completions HTTP/2" 200',
    '(APIServer pid=1) INFO:     10.0.0.7:5555 - "POST /v1/completions HTTP/1.1" 200 OK',
    'INFO 11-24 02:57:44 [httptools_impl.py:481] 10.0.0.7:5555 - "POST /v1/completions HTTP/1.1" 200',
    '2026-11-24 02:57:44,123 INFO uvicorn.access 10.0.0.7:5555 - "POST /v1/completions HTTP/1.1" 200',
    '2026-11-24 02:57:44,123 - uvicorn.access - INFO - 10.0.0.7:5555 - "POST /v1/completions HTTP/1.1" 200',
    '[2026-11-24 02:57:44 +0000] [12] [INFO] 10.0.0.7:5555 - "POST /v1/completions HTTP/1.1" 200',
    '10.0.0.7 - - [24/Nov/2026:02:57:44 +0000] "POST /v1/completions HTTP/1.1" 200 15 "-" "curl/8.9"',
    JSON.stringify({
      event: '10.0.0.7:5555 - "POST /v1/completions HTTP/1.1" 200',
      logger: 'uvicorn.access',
    }),
    JSON.stringify({ levelname: 'INFO', message: '10.0.0.7:5555 - "POST /v1/completions HTTP/1.1" 200' }),
  ].map((line) => access(line)),
  access('INFO:     10.0.0.7:5555 - "POST /llm/v1/completions HTTP/1.1" 500', '/llm/v1/completions', '500'),
];

/** Answered probes; nothing of them is kept. */
export const PROBES = [
  'INFO:     10.0.0.7:5555 - "GET /llm/health HTTP/1.1" 200 OK',
  'INFO:     10.0.0.7:5555 - "GET /api/models/llama/metrics/ HTTP/1.1" 200 OK',
  '2026-11-24 02:57:44,123 INFO uvicorn.access 10.0.0.7:5555 - "GET /health HTTP/1.1" 200',
  'INFO 11-24 02:57:44 [httptools_impl.py:481] 10.0.0.7:5555 - "GET /metrics HTTP/1.1" 200',
  '10.0.0.7 - - [24/Nov/2026:02:57:44 +0000] "GET /health HTTP/1.1" 200 15 "-" "kube-probe/1.35"',
  'Nov 24 02:57:44 gpu-1 vllm[4242]: INFO:     10.0.0.7:5555 - "GET /health HTTP/1.1" 200 OK',
  JSON.stringify({ event: '10.0.0.7:5555 - "GET /metrics HTTP/1.1" 200', level: 'info' }),
];

/** Requests that only look like probes, or in which a caller writes a probe. */
export const NO_PROBES = [
  'INFO:     10.0.0.7:5555 - "GET /llm/health HTTP/1.1" 503 Service Unavailable',
  'INFO:     10.0.0.7:5555 - "POST /v1/models/ping HTTP/1.1" 400 Bad Request',
  'INFO:     10.0.0.7:5555 - "GET /v1/health-records HTTP/1.1" 200 OK',
  'INFO 11-24 02:57:44 [logger.py:1] Received request cmpl-1 - "GET /health HTTP/1.1" 200: params: x',
  'The user said: 10.0.0.7:5555 - "GET /health HTTP/1.1" 200 OK',
  JSON.stringify({ message: 'Received request: prompt: 10.0.0.7:5 - "GET /health HTTP/1.1" 200' }),
];
