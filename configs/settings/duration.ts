const SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800, y: 31_536_000 } as const;

/** Prometheus' own duration grammar (prometheus/common `model/time.go`), without milliseconds. */
export const DURATION_PATTERN = /^(?=\d)(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/;

/** Length of a duration such as `15s`, `1h30m` or `7d`, in seconds. Throws if the text is not a duration. */
export function seconds(duration: string): number {
  const match = DURATION_PATTERN.exec(duration);
  if (!match) throw new Error(`"${duration}" is not a duration such as "15s"`);
  const units = ['y', 'w', 'd', 'h', 'm', 's'] as const;
  return units.reduce((sum, unit, index) => sum + Number(match[index + 1] ?? 0) * SECONDS[unit], 0);
}

/** The shortest Prometheus duration of that many seconds: 90 is `1m30s`, 86400 is `1d`. */
export function duration(totalSeconds: number): string {
  const parts: string[] = [];
  let rest = Math.round(totalSeconds);
  for (const unit of ['d', 'h', 'm', 's'] as const) {
    const count = Math.floor(rest / SECONDS[unit]);
    if (count > 0) parts.push(`${count}${unit}`);
    rest -= count * SECONDS[unit];
  }
  return parts.join('') || '0s';
}
