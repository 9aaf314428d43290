import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';

const folder = new URL('../fixtures/', import.meta.url);

/** Overrides of gauge values, by sample name. */
export type Gauges = Readonly<Record<string, number>>;

/**
 * Serves exposition text with increasing counters: each minute every counter increases by its value in the text. Rates per
 * second are then the values in the text divided by 60, for any window.
 *
 * @param model name of the served model, if not the one in the text.
 */
export function growingServer(gauges: Gauges = {}, model?: string): Server {
  const start = Date.now();
  return createServer((request, response) => {
    const text = readFileSync(new URL(`.${request.url ?? ''}.prom`, folder), 'utf8');
    const minutes = (Date.now() - start) / 60_000;
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    const named =
      model === undefined ? text : text.replaceAll(/model_name="[^"]*"/g, `model_name="${model}"`);
    response.end(grow(named, minutes, gauges));
  });
}

function grow(text: string, minutes: number, gauges: Gauges): string {
  let grows = false;
  return text
    .split('\n')
    .map((line) => {
      const type = /^# TYPE \S+ (\S+)/.exec(line)?.[1];
      if (type !== undefined) grows = ['counter', 'histogram', 'summary'].includes(type);
      if (line === '' || line.startsWith('#')) return line;
      const end = line.lastIndexOf(' ');
      const name = /^[^{\s]+/.exec(line)![0];
      if (name in gauges) return `${line.slice(0, end)} ${gauges[name]}`;
      return grows ? `${line.slice(0, end)} ${Number(line.slice(end)) * minutes}` : line;
    })
    .join('\n');
}
