import { hostOf } from '../text/host-of.ts';
import { Secret, SECRET_PLACEHOLDER } from '../text/secret.ts';
import type { Settings } from './schema.ts';

/** `host:port` of the receivers of notifications that have a URL; those of fixed services are reached on port 443. */
export function receiverHosts({ alerts }: Pick<Settings, 'alerts'>): string[] {
  return alerts.contactPoints.flatMap((point) => {
    const url = 'url' in point ? point.url : undefined;
    const text = url instanceof Secret ? url.reveal() : url;
    // An encrypted value that this command does not decrypt.
    if (text === undefined || text === SECRET_PLACEHOLDER || !URL.canParse(text)) return [];
    return [hostOf(text)];
  });
}
