import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { parseSettings } from '../../../configs/index.ts';
import { badBody, BadTargets } from '../../../lab/faults/bad-targets.ts';

describe('the bad metrics pages', () => {
  it('exceed the sample limit of a scrape', () => {
    const lines = String(badBody('many')).trim().split('\n');
    expect(new Set(lines).size).toBe(100_000);
    expect(lines.length).toBeGreaterThan(parseSettings({}).scrape.sampleLimit);
  });

  it('exceed the body size limit when uncompressed', { timeout: 60_000 }, () => {
    const packed = badBody('bomb') as Buffer;
    expect(packed.length).toBeLessThan(2 ** 21);
    expect(gunzipSync(packed).length).toBeGreaterThan(64e6);
  });

  it('have timestamps one day before and after now', () => {
    expect(String(badBody('times', 1_700_000_000_000)).match(/\d{13}/g)).toEqual([
      '1700000000000',
      '1699913600000',
      '1700086400000',
    ]);
  });

  it('are bad only while switched to bad', async () => {
    const targets = await BadTargets.listen();
    const page = async () => (await fetch(`http://127.0.0.1:${targets.port}/malformed`)).text();
    try {
      const well = await page();
      targets.turn('malformed', 'bad');
      expect(await page()).toBe(badBody('malformed'));
      expect(targets.sent.get('malformed')).toBeGreaterThan(0);
      targets.turn('malformed', 'well');
      expect(await page()).toBe(well);
    } finally {
      targets.close();
    }
  });
});
