/** Address of another board with time range, data source and job kept, and variables set from the cell's row or series. */
export function drillDown(uid: string, set: Readonly<Record<string, string>>): string {
  const variables = Object.entries(set).map(([name, value]) => `var-${name}=${value}`);
  return `/d/${uid}?${['${__url_time_range}', '${prometheus_datasource:queryparam}', '${job:queryparam}', ...variables].join('&')}`;
}

/** Value of a label in the row that was clicked. */
export const cell = (label: string) => `\${__data.fields.${label}}`;
