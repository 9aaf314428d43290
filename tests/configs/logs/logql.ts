import { parser } from '@grafana/lezer-logql';

/** Where a LogQL expression fails the official grammar; Grafana's variables stand for what Grafana puts in. */
export function faultsOf(expression: string): string[] {
  const text = expression.replaceAll('$__auto', '1m').replaceAll(/\$\{?\w+(:\w+)?\}?/g, 'x');
  const faults: string[] = [];
  parser.parse(text).iterate({
    enter: ({ type, from, to }) => {
      if (type.isError)
        faults.push(`${text.slice(Math.max(0, from - 20), from)}⮕${text.slice(from, to + 20)}`);
    },
  });
  return faults;
}
