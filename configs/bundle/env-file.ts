/** Characters that mean themselves in a value without quotes. */
const PLAIN = /^[\w./:@%+,-]+$/;

/**
 * Text of an `.env` file that Compose reads as these values (compose-go `dotenv/parser.go`). In double quotes every value can be
 * written; in single quotes a backslash at the end cannot.
 */
export function envFile(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `${name}=${PLAIN.test(value) ? value : quoted(value)}\n`)
    .join('');
}

function quoted(value: string): string {
  const escaped = value
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('$', '$$$$')
    .replaceAll('\r', '\\r')
    .replaceAll('\n', '\\n');
  return `"${escaped}"`;
}
