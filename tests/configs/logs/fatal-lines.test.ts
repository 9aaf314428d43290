import { describe, expect, test } from 'vitest';
import { alertRules, textOf } from '../../../configs/rules/index.ts';
import { parseSettings } from '../../../configs/index.ts';
import { collect } from './corpus.ts';
import { reads } from './logql-match.ts';

const settings = parseSettings({});
const rules = alertRules(settings).flatMap((group) => group.rules);

/** Whether a rule reads a line that a container of vLLM prints. */
function isRead(rule: string, line: string): boolean {
  const { query } = rules.find(({ name }) => name === rule)!;
  const [entry] = collect([line]).entries;
  const labels = { stack: settings.name, service_name: 'vllm-api', container: 'vllm' };
  return entry !== undefined && reads(textOf(query), { ...entry, labels });
}

const head = '(EngineCore pid=7) ERROR 11-24 02:57:44 [core.py:1] ';

describe('VLLMOutOfMemoryLogged', () => {
  test.each([
    `${head}torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 20.00 MiB.`,
    `${head}RuntimeError: CUDA error: out of memory`,
    'CUDA Error: out of memory at /work/csrc/custom_all_reduce.cuh:455',
    `${head}torch.OutOfMemoryError: HIP out of memory. Tried to allocate 1.00 GiB.`,
    `${head}RuntimeError: HIP error: out of memory`,
    'hipErrorOutOfMemory',
    `${head}torch.OutOfMemoryError: XPU out of memory. Tried to allocate 1.00 GiB.`,
    'level_zero backend failed with error: 39 (UR_RESULT_ERROR_OUT_OF_DEVICE_MEMORY)',
    `${head}jaxlib.xla_extension.XlaRuntimeError: RESOURCE_EXHAUSTED: Error allocating device buffer: Attempting to allocate 2.00G`,
    'RESOURCE_EXHAUSTED: XLA:TPU compile permanent error. Ran out of memory in memory space hbm.',
    `${head}RuntimeError: NPU out of memory. Tried to allocate 2.00 GiB (NPU 0; 60.97 GiB total capacity)`,
    `${head}ValueError: No available memory for the cache blocks. Try increasing gpu_memory_utilization.`,
    'Nov 24 02:57:44 gpu-1 kernel: Out of memory: Killed process 4242 (python3) total-vm:1kB',
    'Memory cgroup out of memory: Killed process 4242 (VLLM::EngineCor) total-vm:1kB',
    "RuntimeError: [enforce fail at alloc_cpu.cpp:1] DefaultCPUAllocator: can't allocate memory",
    'OSError: [Errno 12] Cannot allocate memory',
  ])('reads %s', (line) => expect(isRead('VLLMOutOfMemoryLogged', line)).toBe(true));

  test.each([
    'INFO 11-24 02:57:44 [worker.py:1] Memory profiling takes 4.12 seconds, total_gpu_memory (79.10GiB)',
    'INFO 11-24 02:57:44 [worker.py:1] Available KV cache memory: 50.1 GiB',
    'INFO:     10.0.0.7:5555 - "POST /v1/completions HTTP/1.1" 200 OK',
    'WARNING 11-24 02:57:44 [x.py:1] RESOURCE_EXHAUSTED: too many requests',
  ])('does not read %s', (line) => expect(isRead('VLLMOutOfMemoryLogged', line)).toBe(false));
});

describe('VLLMEngineDeadLogged', () => {
  test.each([
    `${head}EngineCore encountered a fatal error.`,
    `${head}EngineCore failed to start.`,
    `${head}Engine core proc EngineCore_0 died unexpectedly, shutting down client.`,
    `${head}Worker proc VllmWorker-0 died unexpectedly, shutting down executor.`,
    `${head}WorkerProc failed to start.`,
    `${head}WorkerProc hit an exception.`,
    `${head}RayWorkerProc failed: boom`,
    'RuntimeError: Engine core initialization failed. See root cause above. Failed core proc(s): {}',
    '(MainProcess pid=4248) ERROR 11-25 20:28:19 [utils.py:599] Process ApiServer_1 (PID: 5654) died with exit code None',
    'ray.exceptions.ActorDiedError: The actor died unexpectedly before finishing this task.',
    'Fatal Python error: Segmentation fault',
    '(APIServer pid=1) ERROR 11-25 20:28:19 [core_client.py:1] engine core exited unexpectedly',
  ])('reads %s', (line) => expect(isRead('VLLMEngineDeadLogged', line)).toBe(true));

  test.each([
    '(EngineCore pid=5651) INFO 11-25 20:28:22 [multiproc_executor.py:486] [shutdown] Executor: all workers exited gracefully',
    '(Worker pid=8292) INFO 11-25 20:28:20 [multiproc_executor.py:843] Parent process exited, terminating worker queues',
    `${head}Error in preprocessing prompt inputs`,
  ])('does not read %s', (line) => expect(isRead('VLLMEngineDeadLogged', line)).toBe(false));
});
