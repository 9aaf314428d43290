import { table } from './table.ts';
import type { TraceFigures } from './trace-figures.ts';

/** Section of the page on traces. */
export function traceTables({
  spans,
  accepted,
  spansPerSecond,
  sendSeconds,
  balance,
  delaySeconds,
  costs,
  bytesPerSpan,
  panels,
  direct,
}: TraceFigures): string[] {
  const perThousand = (seconds: number) =>
    `${((1000 * seconds) / balance.received).toFixed(2)} s per 1000 spans received`;
  return [
    'OTLP over HTTP to Alloy, which samples and redacts, and Tempo, which is stopped for the middle third of the spans; the queue is small, so',
    'that some are dropped. Every span received has to be sampled out, dropped and counted, or found in Tempo at the end.',
    '',
    ...table(
      ['Spans', 'Count'],
      [
        ['Sent by applications, answered with 200', `${spans}, ${accepted}`],
        ['Received by Alloy, with those that measure the delay', `${balance.received}`],
        ['Sampled out', `${balance.sampledOut}`],
        ['Dropped, queue full', `${balance.dropped}`],
        ['Refused or rejected', `${balance.refused}`],
        ['Sent to Tempo', `${balance.sent}`],
        ['Found in Tempo', `${balance.stored}`],
        ['Missing', `${balance.missing}`],
      ],
    ),
    '',
    ...table(
      ['Figure', 'Value'],
      [
        ['Spans per second', `${spansPerSecond}`],
        ['Time of a sender per message, p95 / max', `${sendSeconds.p95} / ${sendSeconds.max} s`],
        [
          'Sent to searchable, p50 / p95 / max',
          `${delaySeconds.p50} / ${delaySeconds.p95} / ${delaySeconds.max} s`,
        ],
        ['On disk per stored span', `${bytesPerSpan.toFixed(0)} bytes`],
        ['CPU of Alloy', perThousand(costs.alloy.cpuSeconds)],
        ['CPU of Tempo', perThousand(costs.tempo.cpuSeconds)],
        ['Largest resident memory of Alloy, Tempo', `${costs.alloy.rssMiB} MiB, ${costs.tempo.rssMiB} MiB`],
      ],
    ),
    '',
    'Spans sent to Tempo alone, as plain OTLP, are neither selected, limited nor redacted. The difference is the cost of the collector:',
    '',
    ...table(
      ['Figure', 'Alloy and Tempo', 'Tempo alone'],
      [
        [
          'CPU per 1000 spans sent',
          `${((1000 * (costs.alloy.cpuSeconds + costs.tempo.cpuSeconds)) / balance.received).toFixed(2)} s`,
          `${direct.cpuSecondsPerThousand.toFixed(2)} s`,
        ],
        [
          'On disk per 1000 spans sent',
          `${((bytesPerSpan * balance.stored) / balance.received).toFixed(0)} kB`,
          `${direct.bytesPerSpan.toFixed(0)} kB`,
        ],
        [
          'Sent to searchable, p50 / max',
          `${delaySeconds.p50} / ${delaySeconds.max} s`,
          `${direct.delaySeconds.p50} / ${direct.delaySeconds.max} s`,
        ],
      ],
    ),
    '',
    'The same panel by TraceQL metrics, which read the stored spans, and by the metrics that Tempo derives from them:',
    '',
    ...table(
      ['Panel', 'TraceQL ms', 'Span metrics ms', 'Samples read'],
      panels.map(({ title, traceql, promql }) => [
        title,
        traceql.milliseconds.toFixed(0),
        promql.milliseconds.toFixed(0),
        `${promql.samples}`,
      ]),
    ),
  ];
}
