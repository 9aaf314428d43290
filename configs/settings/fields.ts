import * as z from 'zod';
import { DURATION_PATTERN, seconds } from './duration.ts';
import { SECRET_PLACEHOLDER, Secret } from '../text/secret.ts';

// A configuration is parsed once; compiling a parser for each of its objects first would take longer than parsing.
z.config({ jitless: true });

/** Documentation of a field, for validation errors, `Pulumi.yaml` and the configuration reference. */
export interface FieldNotes {
  /** Purpose of the field, one sentence. */
  readonly description: string;
  /** Allowed values, as the end of "expected …". */
  readonly expected: string;
  /** A value that works. */
  readonly example: unknown;
}

/** Allowed values of a map whose keys the reference lists one by one; an error lists them. */
export const KEYS_BELOW = 'a map of the keys below';

/** Attaches notes to a field; a schema of this file knows what is expected. A test checks that every field of the schema has them. */
export function field<T extends z.ZodType>(
  schema: T,
  notes: Omit<FieldNotes, 'expected'> & Partial<FieldNotes>,
): T {
  return schema.meta({ ...schema.meta(), ...notes }) as T;
}

const of = <T extends z.ZodType>(expected: string, schema: T): T => schema.meta({ expected }) as T;

/** Characters that are valid in names of Docker and Kubernetes, Prometheus labels and Grafana UIDs. */
const NAME_PATTERN = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
const LABEL_PATTERN = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const HOST_PORT_PATTERN = /^(?:[a-zA-Z0-9._-]+|\[[0-9a-fA-F:.]+\])(?::([0-9]{1,5}))?$/;

export const flag = of('true or false', z.boolean());
export const anyText = of('a non-empty string', z.string().min(1));
export const textMap = of('a map of text to text', z.record(z.string(), z.string()));
export const name = of(
  'lower-case letters, digits and "-", at most 63',
  z.string().regex(NAME_PATTERN).max(63),
);
export const labels = z.record(z.string().regex(LABEL_PATTERN), z.string());
export const port = of('a whole number from 1 to 65535', z.int().min(1).max(65_535));
export const positive = of('a number above 0', z.number().positive());
export const count = of('a whole number of at least 0', z.int().min(0));

/** A Prometheus duration, kept as text for the configuration files. */
export const durationText = of(
  'a duration such as "30s", "15m", "24h" or "7d"',
  z.string().refine((value) => DURATION_PATTERN.test(value) && seconds(value) > 0),
);

/** A memory size in MiB, written as `512MiB` or `2GiB`. */
export const memory = of(
  'a size such as "512MiB" or "2GiB"',
  z
    .string()
    .regex(/^[1-9][0-9]*(MiB|GiB)$/)
    .transform((size) => Number.parseInt(size, 10) * (size.endsWith('GiB') ? 1024 : 1)),
);

/** A disk size in the notation of Prometheus and Loki. */
export const diskSize = z.string().regex(/^[1-9][0-9]*(MB|GB|TB)$/);

/** `host`, `host:port` or `[ipv6]:port`. */
export const hostPort = z.string().refine((value) => {
  const match = HOST_PORT_PATTERN.exec(value);
  return match !== null && (match[1] === undefined || port.safeParse(Number(match[1])).success);
});

export const httpUrl = of('an http or https URL', z.url({ protocol: /^https?$/, hostname: /.+/ }));

/** PEM-encoded certificates. */
export const certificate = of(
  'PEM text that begins with "-----BEGIN CERTIFICATE-----"',
  z.string().startsWith('-----BEGIN CERTIFICATE-----'),
);

/** A secret string. Errors never contain its value. */
export const secret = of(
  'a non-empty string (set it with `--secret`)',
  z
    .string()
    .min(1)
    .transform((value) => new Secret(value)),
);

/**
 * A secret URL, because URLs of chat and paging services contain a token. The placeholder of an encrypted value is accepted although
 * it is not a URL.
 */
export const secretUrl = of(
  'an http or https URL (set it with `--secret`)',
  z
    .string()
    .refine((url) => url === SECRET_PLACEHOLDER || httpUrl.safeParse(url).success)
    .transform((url) => new Secret(url)),
);
