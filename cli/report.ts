/** `npm run report -- --from DAY --to DAY`: usage and cost per model, namespace and day, as Markdown and CSV. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { publishedUrls } from '../configs/inventory/addresses.ts';
import { whileForwarded } from './kubernetes/forward.ts';
import { csv, markdown } from './report/tables.ts';
import { usage } from './report/usage.ts';
import { pulumiCommand } from './stack/cli.ts';
import { decrypted, openStack } from './stack/open-stack.ts';
import { checkPassphrase } from './stack/passphrase.ts';
import { localProject, requireStackFile, settingsOf } from './stack/project.ts';
import { reportErrors } from './stack/report-errors.ts';
import { UserError } from './stack/user-error.ts';
import { dataSourceEndpoint, prometheusEndpoint } from './status/alert-sources.ts';
import { type Endpoint, getJson } from './status/http-json.ts';

/** Milliseconds; as long as Prometheus computes a query (`--query.timeout`). */
const TIMEOUT = 120_000;

const USAGE =
  'Usage: npm run report -- --from 2026-11-01 --to 2026-11-30 [--stack NAME] [--url PROMETHEUS] [--out DIR]';

interface ReportLine {
  readonly stack: string;
  readonly from: string;
  readonly to: string;
  readonly url?: string;
  readonly out: string;
}

async function main({ stack, from, to, url, out }: ReportLine): Promise<void> {
  const settings = settingsOf(stack);
  const inCluster = settings.backend === 'kubernetes' && url === undefined;
  const known = url ?? publishedUrls(settings).prometheus;
  const endpoint = inCluster
    ? await endpointInCluster(stack)
    : { ...prometheusEndpoint(settings, known), url: known };
  const ask = () => usage((path) => getJson(endpoint, path, TIMEOUT), from, to);
  const rows = await (inCluster ? whileForwarded(settings, ask) : ask()).catch((error: Error) => {
    throw new UserError(
      `Prometheus at ${endpoint.url}: ${error.message}`,
      'Start the stack, or name an address with --url, for example that of a kubectl port-forward.',
    );
  });
  const { currency } = settings.cost;
  mkdirSync(out, { recursive: true });
  for (const [ending, text] of [
    ['md', markdown(rows, currency, from, to)],
    ['csv', csv(rows, currency)],
  ] as const) {
    const file = join(out, `usage-${from}-${to}.${ending}`);
    writeFileSync(file, text);
    console.log(file);
  }
  if (rows.length === 0)
    console.log('Nothing was recorded in this time: docs/capacity.md lists the settings that cost needs.');
}

/** The data source of Grafana, since the address of Prometheus is one of the cluster. */
async function endpointInCluster(name: string): Promise<Endpoint> {
  checkPassphrase(requireStackFile(name), process.env);
  const stack = await openStack(name, localProject(name, process.env), await pulumiCommand());
  const outputs = await stack.outputs();
  if (outputs['grafanaUrl'] === undefined)
    throw new UserError(
      'The stack is not running',
      'Start it with `npm run up`, or name an address with --url.',
    );
  return dataSourceEndpoint(await decrypted(stack), outputs);
}

function parseReportLine(args: readonly string[]): ReportLine {
  const text = { type: 'string' } as const;
  const options = {
    stack: { ...text, default: 'dev' },
    out: { ...text, default: '.' },
    from: text,
    to: text,
    url: text,
  } as const;
  try {
    const { stack, from, to, url, out } = parseArgs({ args: [...args], options }).values;
    const line = { stack, from: dayOf('from', from), to: dayOf('to', to), out: resolve(out) };
    if (line.from > line.to) throw new Error('--from is after --to');
    return url === undefined ? line : { ...line, url };
  } catch (error) {
    throw new UserError((error as Error).message, USAGE);
  }
}

/** A day of the calendar; `Date` would take the 31st of February for the 3rd of March. */
function dayOf(option: string, text: string | undefined): string {
  if (text === undefined) throw new Error(`--${option} DAY is missing`);
  const date = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : new Date(Number.NaN);
  if (Number.isNaN(date.valueOf()) || date.toISOString().slice(0, 10) !== text)
    throw new Error(`--${option}: found "${text}", expected a day such as 2026-11-01`);
  return text;
}

await reportErrors(() => main(parseReportLine(process.argv.slice(2))));
