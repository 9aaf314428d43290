/** The spans that the collector received, by what became of them. */
export interface SpanBalance {
  readonly received: number;
  readonly sampledOut: number;
  /** The queue was full while Tempo was away. */
  readonly dropped: number;
  /** Refused by the collector at its memory limit, or rejected by Tempo. */
  readonly refused: number;
  readonly sent: number;
  /** Found in Tempo at the end. */
  readonly stored: number;
  /** Received minus all that are accounted for; 0 if nothing got lost unnoticed. */
  readonly missing: number;
}

/** CPU time per span received, and largest resident memory. */
export interface ServerCost {
  readonly cpuSeconds: number;
  readonly rssMiB: number;
}

/** A figure of a panel by both languages. */
export interface PanelCost {
  readonly title: string;
  readonly traceql: { readonly milliseconds: number };
  readonly promql: { readonly milliseconds: number; readonly samples: number };
}

export interface TraceFigures {
  readonly spans: number;
  readonly accepted: number;
  readonly spansPerSecond: number;
  /** Time of a sender per message. */
  readonly sendSeconds: { readonly p95: number; readonly max: number };
  readonly balance: SpanBalance;
  readonly delaySeconds: { readonly p50: number; readonly p95: number; readonly max: number };
  readonly costs: { readonly alloy: ServerCost; readonly tempo: ServerCost };
  /** On disk, with all files of the blocks. */
  readonly bytesPerSpan: number;
  readonly panels: readonly PanelCost[];
  readonly direct: DirectCost;
}

/** Tempo without a collector before it, which stores every span as it was sent. */
export interface DirectCost {
  readonly cpuSecondsPerThousand: number;
  readonly bytesPerSpan: number;
  readonly delaySeconds: { readonly p50: number; readonly max: number };
}
