/** A series with samples in Prometheus' remote-write protocol 1.0 (prometheus `prompb/types.proto`). */
export interface WrittenSeries {
  /** Encoded by `encodeLabels`. */
  readonly labels: Buffer;
  readonly values: Float64Array;
}

/** Labels of a series, sorted by name as the protocol requires. */
export function encodeLabels(labels: Readonly<Record<string, string>>): Buffer {
  const pairs = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.concat(
    pairs.map(([name, value]) =>
      field(1, Buffer.concat([field(1, Buffer.from(name)), field(2, Buffer.from(value))])),
    ),
  );
}

/** Size of a sample: tag and length, a double with its tag, and a timestamp with its tag. */
const SAMPLE_BYTES = 18;

/** Writes series with samples at the same times, in milliseconds. */
export async function write(
  url: string,
  times: readonly number[],
  series: readonly WrittenSeries[],
): Promise<void> {
  const stamps = times.map((time) => varint(time));
  const parts = series.map(({ labels, values }) => {
    const samples = Buffer.allocUnsafe(SAMPLE_BYTES * times.length);
    let at = 0;
    for (const [position, stamp] of stamps.entries()) {
      if (Number.isNaN(values[position]!)) continue;
      samples[at] = 0x12;
      samples[at + 1] = 10 + stamp.length;
      samples[at + 2] = 0x09;
      samples.writeDoubleLE(values[position]!, at + 3);
      samples[at + 11] = 0x10;
      stamp.copy(samples, at + 12);
      at += 12 + stamp.length;
    }
    return field(1, Buffer.concat([labels, samples.subarray(0, at)]));
  });
  const response = await fetch(`${url}/api/v1/write`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-protobuf',
      'content-encoding': 'snappy',
      'x-prometheus-remote-write-version': '0.1.0',
    },
    body: uncompressed(Buffer.concat(parts)),
  });
  if (!response.ok) throw new Error(`Remote write failed: ${response.status} ${await response.text()}`);
}

/** Snappy block format with the data as one literal: valid, but not compressed. */
function uncompressed(data: Buffer): Buffer {
  const header = Buffer.alloc(5);
  header[0] = 63 << 2;
  header.writeUInt32LE(data.length - 1, 1);
  return Buffer.concat([varint(data.length), header, data]);
}

function field(number: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([(number << 3) | 2]), varint(content.length), content]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return Buffer.from([...bytes, rest]);
}
