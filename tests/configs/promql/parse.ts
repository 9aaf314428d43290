import { parser } from '@prometheus-io/lezer-promql';

/** Grafana's variables stand for a duration or a value; the grammar knows neither. */
function withoutVariables(query: string): string {
  return query
    .replaceAll('$__rate_interval', '5m')
    .replaceAll('$__range', '1h')
    .replace(/(?<=[(\s])\$\w+/g, '1');
}

/** What the official grammar cannot make sense of; nothing if the query is well formed. */
export function syntaxErrors(query: string): readonly string[] {
  const text = withoutVariables(query);
  const errors: string[] = [];
  parser.parse(text).iterate({
    enter: ({ type, from, to }) => {
      if (type.isError) errors.push(`at ${from}: ${text.slice(from, to + 20)}`);
    },
  });
  return errors;
}
