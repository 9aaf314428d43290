import { counted, ENGINE_DEAD, line, logs, watchedLogs, where } from '../logql/index.ts';
import { matches } from '../promql/index.ts';
import type { Settings } from '../settings/index.ts';
import type { RuleDefinition } from './rule.ts';

/**
 * torch's class and its texts for CUDA, ROCm and XPU; those of XLA (TPU), of Ascend's NPU and of the drivers; vLLM's own; and what the
 * kernel, a cgroup or Kubernetes says if host memory ran out.
 */
const OUT_OF_MEMORY = [
  'OutOfMemoryError',
  '(?:CUDA|HIP|XPU|NPU|ROCm|MUSA|MPS backend|GPU|HPU|device) (?:[Ee]rror: )?out of memory',
  'CUDA_ERROR_OUT_OF_MEMORY|cudaErrorMemoryAllocation|hipErrorOutOfMemory|CUBLAS_STATUS_ALLOC_FAILED|HIPBLAS_STATUS_ALLOC_FAILED',
  'UR_RESULT_ERROR_OUT_OF_(?:DEVICE|HOST|RESOURCES)|PI_ERROR_OUT_OF_|ZE_RESULT_ERROR_OUT_OF_',
  'RESOURCE_EXHAUSTED: .*(?:[Mm]emory|hbm|HBM|allocat)|Ran out of memory in memory space',
  'NPU out of memory|ACL_ERROR_RT_MEMORY_ALLOCATION|error code is 207001|EL0004|EE1001: .*memory',
  'No available memory for the cache blocks|Available KV cache memory: -',
  'Out of memory: Kill|Memory cgroup out of memory|oom-kill:|oom_reaper|invoked oom-killer|OOMKilled|oom-kill event',
  "MemoryError|[Cc]annot allocate memory|DefaultCPUAllocator: (?:can't|not enough)|std::bad_alloc",
].join('|');
/** PyTorch's c10d and NCCL's own errors. */
const COLLECTIVE =
  'ncclUnhandledCudaError|ncclSystemError|ncclInternalError|ncclRemoteError|NCCL error|RCCL error|Watchdog caught collective operation timeout';

/**
 * The kernel's words for a full and for a broken disk, SQLite's own, and what Grafana's SQLite says once it has rolled back for
 * want of room. The brackets keep the pattern from finding itself where a server logs the queries that it is asked.
 */
const CANNOT_WRITE =
  'no space[ ]left on device|input/output[ ]error|disk[ ]is full|disk I/O[ ]error|cannot commit - no[ ]transaction is active';

/** How many matching lines each service wrote in five minutes. */
function lines(settings: Settings, pattern: string, of: 'watched' | 'all' = 'watched'): string {
  const { logs: collector, name } = settings;
  // Only the managed collector sets the label `stack`; Loki wants one condition that is no negation.
  const streams = collector.enabled ? { stack: name } : { service_name: matches('.+') };
  // A prompt may say anything; only the managed collector marks the lines that repeat one.
  const noPrompt = collector.enabled ? [where('kind', '!=', 'request')] : [];
  const filters = [line('~', pattern), ...noPrompt];
  return counted(
    of === 'all' ? logs(streams, ...filters) : watchedLogs(settings, streams, ...filters),
    ['service_name', 'container', 'model_name'],
    '5m',
  );
}

function found(pattern: string): string {
  return logs({ service_name: '<service_name>' }, line('~', pattern));
}

const outOfMemory: RuleDefinition = {
  name: 'VLLMOutOfMemoryLogged',
  severity: 'warning',
  for: '0s',
  threshold: { value: 0, of: 'log lines about out of memory in five minutes' },
  why: 'the engine that logs it usually dies, and the reason is in the lines around it',
  source: 'loki',
  query: (settings) => lines(settings, OUT_OF_MEMORY),
  fires: 'above',
  summary: 'Out of memory logged.',
  description:
    '{{ $labels.service_name }} ({{ $labels.container }}) logged out of memory {{ $value }} times in five minutes.',
  dashboard: 'logs',
  runbook: {
    meaning: 'PyTorch, vLLM or the kernel logged that GPU or host memory ran out.',
    impact: 'The engine usually dies, and its requests fail.',
    diagnosis: [
      { text: 'Read the lines around it.', query: found(OUT_OF_MEMORY) },
      { text: 'Check whether the server is up again.', query: 'up{job="<service_name>"}' },
    ],
    mitigation: [
      'At startup: lower `--gpu-memory-utilization`, or leave room for other processes on the GPU.',
      'While serving: lower `--max-num-seqs`, `--max-num-batched-tokens` or `--max-model-len`.',
    ],
  },
};

const engineDead: RuleDefinition = {
  name: 'VLLMEngineDeadLogged',
  severity: 'critical',
  for: '0s',
  threshold: { value: 0, of: 'log lines about a dead engine in five minutes' },
  why: 'the engine does not recover by itself',
  source: 'loki',
  query: (settings) => lines(settings, ENGINE_DEAD),
  fires: 'above',
  summary: 'The vLLM engine died.',
  description: '{{ $labels.service_name }} ({{ $labels.container }}) logged that its engine died.',
  dashboard: 'logs',
  runbook: {
    meaning: 'The API server lost its engine, or the engine failed to start.',
    impact: 'All requests to this server fail until it is restarted.',
    blind: [
      'An engine that is killed without a log line, for example by the kernel: see VLLMTargetDown and VLLMRestarting.',
      'Servers whose logs are not collected, or whose log format hides the message.',
    ],
    diagnosis: [
      { text: 'Read the traceback before it; the first error is the cause.', query: found(ENGINE_DEAD) },
      { text: 'Check whether other servers of the job are up.', query: 'up{job="<service_name>"}' },
    ],
    mitigation: ['Restart the server.', 'If it dies again immediately, roll back the last change.'],
  },
};

const collectiveError: RuleDefinition = {
  name: 'VLLMCollectiveErrorLogged',
  severity: 'warning',
  for: '0s',
  threshold: { value: 0, of: 'log lines with an NCCL or RCCL error in five minutes' },
  why: 'GPUs that cannot communicate stall every request',
  source: 'loki',
  query: (settings) => lines(settings, COLLECTIVE),
  fires: 'above',
  summary: 'Collective communication between GPUs is failing.',
  description:
    '{{ $labels.service_name }} ({{ $labels.container }}) logged {{ $value }} NCCL or RCCL errors in five minutes.',
  dashboard: 'logs',
  runbook: {
    meaning: 'A collective operation of a tensor- or pipeline-parallel engine failed or timed out.',
    impact: 'The engine hangs or dies, and all its requests fail.',
    diagnosis: [
      { text: 'Find the rank that logged the first error.', query: found(COLLECTIVE) },
      {
        text: 'Check GPUs and links: `nvidia-smi topo -m`, `nvidia-smi nvlink -s`, Xid errors in the kernel log.',
      },
    ],
    mitigation: ['Restart all processes of the engine together.', 'Drain a node whose GPU shows Xid errors.'],
  },
};

/** Covers the monitoring stack too: Prometheus cannot store the count of its own failed writes while its disk is full. */
const storageFailing: RuleDefinition = {
  name: 'StorageFailingLogged',
  severity: 'critical',
  for: '0s',
  threshold: { value: 0, of: 'log lines about failed disk writes in five minutes' },
  why: 'a server that cannot write to its disk loses data, and Prometheus cannot store metrics about it',
  source: 'loki',
  query: (settings) => lines(settings, CANNOT_WRITE, 'all'),
  fires: 'above',
  summary: 'A server cannot write to its disk.',
  description:
    '{{ $labels.service_name }} ({{ $labels.container }}) logged {{ $value }} failed writes in five minutes.',
  dashboard: 'logs',
  runbook: {
    meaning:
      'A server logged that its disk is full or broken, or Grafana that its database accepts no changes. Grafana and the collector have no metric for this.',
    impact:
      'Prometheus stores no samples, Loki rejects log lines, Grafana saves no changes, other servers lose what they receive, vLLM cannot download models.',
    blind: [
      'A full disk of Loki or of the collector itself, which stops the log lines too: see DiskSpaceLow and LogsMissing.',
    ],
    diagnosis: [
      { text: 'Read the error.', query: found(CANNOT_WRITE) },
      { text: 'Check the disk: `df -h`, `docker system df`, `dmesg`.' },
    ],
    mitigation: [
      'Free space or enlarge the disk; the servers recover by themselves.',
      'Shorten the retention (`prometheus.retention`, `prometheus.retentionSize`, `loki.retention`).',
    ],
  },
};

const logsMissing: RuleDefinition = {
  name: 'LogsMissing',
  severity: 'warning',
  for: '5m',
  why: 'every server logs something within 15 minutes',
  source: 'loki',
  execError: 'Alerting',
  query: (settings) =>
    settings.logs.enabled ? `absent_over_time(${logs({ stack: settings.name })}[15m])` : undefined,
  summary: 'Loki receives no log lines or is unreachable.',
  description: 'Loki received no log line for 15 minutes, or is unreachable.',
  dashboard: 'stack',
  runbook: {
    meaning: 'Loki received no log line of any service for 15 minutes, or is unreachable.',
    impact: 'Alerts on logs cannot fire, and incidents have no logs.',
    diagnosis: [
      { text: 'Check whether the collector sends.', query: 'sum(rate(loki_write_sent_entries_total[5m]))' },
      { text: 'Check whether Loki and the collector are up.', query: 'up{job=~"loki|alloy"}' },
      { text: 'Test the data source in Grafana (Connections, Data sources, Loki).' },
    ],
    mitigation: ['Restart the collector, then Loki.', 'On Docker, check that the socket proxy runs.'],
  },
};

/** Failures that only logs report. Grafana evaluates these rules, whatever evaluates the others. */
export const LOG_RULES = [outOfMemory, engineDead, collectiveError, storageFailing, logsMissing];
