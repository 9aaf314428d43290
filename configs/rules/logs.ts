import { counted, line, logs, watchedLogs, where } from '../logql/index.ts';
import { matches } from '../promql/index.ts';
import type { Settings } from '../settings/index.ts';
import { configured, type AlertRule, type RunbookEntry } from './rule.ts';

/** torch's class and texts of CUDA and ROCm; the kernel's words when it kills a process. */
const OUT_OF_MEMORY =
  'OutOfMemoryError|(CUDA|HIP) out of memory|CUDA_ERROR_OUT_OF_MEMORY|Out of memory: Killed process';
/** vLLM `v1/engine/exceptions.py`, `v1/engine/core.py`, `v1/engine/utils.py` and `v1/executor/multiproc_executor.py`. */
const ENGINE_DEAD =
  'EngineDeadError|EngineCore (encountered a fatal error|failed to start)|Engine core (proc .* died|initialization failed)|WorkerProc hit an exception|died with exit code';
/** PyTorch's c10d and NCCL's own errors. */
const COLLECTIVE =
  'ncclUnhandledCudaError|ncclSystemError|ncclInternalError|ncclRemoteError|NCCL error|RCCL error|Watchdog caught collective operation timeout';

/**
 * The kernel's words for a full and for a broken disk, SQLite's own, and what Grafana's SQLite says once it has rolled back for
 * want of room. The brackets keep the pattern from finding itself where a server logs the queries that it is asked.
 */
const CANNOT_WRITE =
  'no space[ ]left on device|input/output[ ]error|disk[ ]is full|disk I/O[ ]error|cannot commit - no[ ]transaction is active';

/** What only the log tells. They are evaluated by Grafana, whoever evaluates the others. */
export function logRules(settings: Settings): AlertRule[] {
  return [
    ...configured(settings, {
      name: 'VLLMOutOfMemoryLogged',
      source: 'loki',
      query: lines(settings, OUT_OF_MEMORY),
      fires: 'above',
      summary: 'A server ran out of memory.',
      description:
        '{{ $labels.service_name }} ({{ $labels.container }}) logged out of memory {{ $value }} times in five minutes.',
      board: 'logs',
      runbook: {
        meaning: 'A line of vLLM, torch or the kernel says that memory of the GPU or the host ran out.',
        impact: 'The engine usually dies with it, and its requests with it.',
        diagnosis: [
          { text: 'Read the lines around it: what was being done.', query: found(OUT_OF_MEMORY) },
          { text: 'See whether the server came back.', query: 'up{job="<service_name>"}' },
        ],
        mitigation: [
          'At the start: lower `--gpu-memory-utilization`, or leave room for other processes on the GPU.',
          'While serving: lower `--max-num-seqs`, `--max-num-batched-tokens` or `--max-model-len`.',
        ],
      },
    }),
    ...configured(settings, {
      name: 'VLLMEngineDeadLogged',
      source: 'loki',
      query: lines(settings, ENGINE_DEAD),
      fires: 'above',
      summary: 'A vLLM engine died.',
      description: '{{ $labels.service_name }} ({{ $labels.container }}) says that its engine died.',
      board: 'logs',
      runbook: {
        meaning: 'The API server lost its engine, or the engine did not come up.',
        impact: 'All requests to this server fail until it is restarted.',
        diagnosis: [
          { text: 'Read the traceback before it: the first error counts.', query: found(ENGINE_DEAD) },
          { text: 'See whether others of the job still serve.', query: 'up{job="<service_name>"}' },
        ],
        mitigation: ['Restart the server.', 'If it dies again at once, roll the last change back.'],
      },
    }),
    ...configured(settings, {
      name: 'VLLMCollectiveErrorLogged',
      source: 'loki',
      query: lines(settings, COLLECTIVE),
      fires: 'above',
      summary: 'GPUs of a server cannot talk to each other.',
      description:
        '{{ $labels.service_name }} ({{ $labels.container }}) logged {{ $value }} errors of NCCL or RCCL in five minutes.',
      board: 'logs',
      runbook: {
        meaning: 'A collective operation of a tensor- or pipeline-parallel engine failed or timed out.',
        impact: 'The engine hangs or dies: every request to this server.',
        diagnosis: [
          { text: 'See which rank speaks first.', query: found(COLLECTIVE) },
          {
            text: 'Check GPUs and links: `nvidia-smi topo -m`, `nvidia-smi nvlink -s`, Xid errors in the log of the kernel.',
          },
        ],
        mitigation: [
          'Restart all processes of the engine together.',
          'Take a node whose GPU shows Xid errors out of service.',
        ],
      },
    }),
    ...storageFailingLogged(settings),
    ...(settings.logs.enabled ? logsMissing(settings) : []),
  ];
}

/** Of servers of the monitoring as well: Prometheus cannot store the count of its own failed writes while its disk is full. */
function storageFailingLogged(settings: Settings): AlertRule[] {
  return configured(settings, {
    name: 'StorageFailingLogged',
    source: 'loki',
    query: lines(settings, CANNOT_WRITE, 'all'),
    fires: 'above',
    summary: 'A server cannot write to its disk.',
    description:
      '{{ $labels.service_name }} ({{ $labels.container }}) logged {{ $value }} failed writes in five minutes.',
    board: 'logs',
    runbook: {
      meaning:
        'A line says that a disk is full or broken; of Grafana that its database takes no changes. No metric tells it of Grafana and of the collector.',
      impact:
        'Prometheus stores no samples, Loki sends lines back to the collector, Grafana saves nothing, vLLM cannot download a model.',
      diagnosis: [
        { text: 'Read the error.', query: found(CANNOT_WRITE) },
        { text: 'Look at the disk: `df -h`, `docker system df`, `dmesg`.' },
      ],
      mitigation: [
        'Make room or enlarge the disk; all servers go on by themselves.',
        'Shorten the retention (`prometheus.retention`, `prometheus.retentionSize`, `loki.retention`).',
      ],
    },
  });
}

const MISSING: RunbookEntry = {
  meaning: 'Loki got no line of any service for a quarter of an hour, or cannot be asked.',
  impact: 'No alert on logs can fire, and incidents have no logs.',
  diagnosis: [
    { text: 'See whether the collector sends.', query: 'sum(rate(loki_write_sent_entries_total[5m]))' },
    { text: 'See whether Loki answers.', query: 'up{job=~"loki|alloy"}' },
    { text: 'Test the data source in Grafana (Connections, Data sources, Loki).' },
  ],
  mitigation: ['Restart the collector, then Loki.', 'On Docker, check that the socket proxy runs.'],
};

function logsMissing(settings: Settings): AlertRule[] {
  return configured(settings, {
    name: 'LogsMissing',
    source: 'loki',
    execError: 'Alerting',
    query: `absent_over_time(${logs({ stack: settings.name })}[15m])`,
    summary: 'No log line has reached Loki, or Loki cannot be asked.',
    description: 'Loki got no line of any service for fifteen minutes, or does not answer.',
    board: 'stack',
    runbook: MISSING,
  });
}

/** How many matching lines each service wrote in five minutes. */
function lines(
  { logs: collector, name }: Settings,
  pattern: string,
  of: 'watched' | 'all' = 'watched',
): string {
  // Only our own collector sets the label `stack`; Loki wants one condition that is no negation.
  const streams = collector.enabled ? { stack: name } : { service_name: matches('.+') };
  // A prompt may say anything; only our collector marks the lines that repeat one.
  const noPrompt = collector.enabled ? [where('kind', '!=', 'request')] : [];
  const select = of === 'all' ? logs : watchedLogs;
  return counted(
    select(streams, line('~', pattern), ...noPrompt),
    ['service_name', 'container', 'model_name'],
    '5m',
  );
}

function found(pattern: string): string {
  return logs({ service_name: '<service_name>' }, line('~', pattern));
}
