/** Lines of one service, and whether the rule has to find them. */
export interface LogCase {
  readonly rule: string;
  readonly service: string;
  readonly fires: readonly string[];
  readonly quiet: readonly string[];
}

/** Lines as vLLM, torch and NCCL print them. */
export const logCases: readonly LogCase[] = [
  {
    rule: 'VLLMOutOfMemoryLogged',
    service: 'vllm-api',
    fires: [
      '(EngineCore pid=42) ERROR 11-24 02:57:44 [core.py:843] torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.',
      'RuntimeError: HIP out of memory. Tried to allocate 512.00 MiB.',
      'Out of memory: Killed process 4242 (VLLM::EngineCor)',
    ],
    quiet: [
      '(APIServer pid=1) INFO 11-24 02:57:44 [loggers.py:257] Engine 000: Avg prompt throughput: 1.0 tokens/s, GPU KV cache usage: 99.0%',
      '(APIServer pid=1) INFO:     10.0.0.1:5555 - "POST /v1/chat/completions HTTP/1.1" 200 OK',
    ],
  },
  {
    rule: 'VLLMEngineDeadLogged',
    service: 'vllm-api',
    fires: [
      'vllm.v1.engine.exceptions.EngineDeadError: EngineCore encountered an issue. See stack trace (above) for the root cause.',
      '(EngineCore pid=42) ERROR 11-24 02:57:44 [core.py:843] EngineCore encountered a fatal error.',
      '(EngineCore pid=42) ERROR 11-24 02:57:44 [core.py:843] EngineCore failed to start.',
    ],
    quiet: ['(EngineCore pid=42) INFO 11-24 02:57:44 [core.py:93] Initializing a V1 LLM engine'],
  },
  {
    rule: 'VLLMCollectiveErrorLogged',
    service: 'vllm-api',
    fires: [
      'torch.distributed.DistBackendError: NCCL error in: ProcessGroupNCCL.cpp:2251, remote process exited or there was a network error',
      '[rank3]:[E1124 ProcessGroupNCCL.cpp:632] [Rank 3] Watchdog caught collective operation timeout: WorkNCCL(SeqNum=12)',
    ],
    quiet: ['(Worker_TP0 pid=77) INFO 11-24 02:57:44 [pynccl.py:103] vLLM is using nccl==2.27.3'],
  },
  {
    rule: 'StorageFailingLogged',
    service: 'prometheus',
    fires: [
      'time=2026-11-24T12:10:24.828Z level=ERROR source=scrape.go:1527 msg="Scrape commit failed" component="scrape manager" err="write to WAL: log samples: write /prometheus/wal/00000000: no space left on device"',
      'level=error caller=checkpoint.go:714 msg="error checkpointing series" err="write /loki/wal/00000000: no space left on device"',
      'logger=ngalert.state.manager.persist level=error msg="Failed to save alert rule state" error="cannot commit - no transaction is active"',
      'logger=context level=error msg="Failed to save dashboard" error="database or disk is full"',
    ],
    quiet: [
      'level=warn caller=metrics.go msg="slow query" query="sum(count_over_time({stack=`lab`} |~ `no space[ ]left on device|disk[ ]is full` [5m]))"',
    ],
  },
  { rule: 'LogsMissing', service: 'vllm-api', fires: [], quiet: ['any line'] },
];
