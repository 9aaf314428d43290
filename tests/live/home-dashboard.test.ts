import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseSettings } from '../../configs/index.ts';
import { GrafanaLab } from '../../lab/detection/grafana.ts';
import { describeWith, toolPath } from '../helpers/tools.ts';

const settings = parseSettings({ demo: true });
const existing = parseSettings({ grafana: { existing: { url: 'https://grafana.example.com' } } });

/** Preferences of the organization, as seen by its administrators. */
interface Preferences {
  readonly homeDashboardUID?: string;
  readonly theme?: string;
}

describeWith(['grafana', 'pulumi', 'pulumi-resource-grafana'], 'the home dashboard', () => {
  let grafana: GrafanaLab;

  beforeAll(async () => {
    const nowhere = 'http://127.0.0.1:1';
    grafana = await GrafanaLab.start(toolPath('grafana')!, { prometheus: nowhere, loki: nowhere });
  });

  afterAll(() => grafana?.stop());

  const preferences = () => grafana.api.call<Preferences>('GET', '/api/org/preferences');
  const home = () => grafana.api.call<{ redirectUri?: string }>('GET', '/api/dashboards/home');

  it('of an external Grafana is unchanged', async () => {
    await grafana.api.call('PATCH', '/api/org/preferences', { theme: 'light' });
    await grafana.up(existing);
    expect(await preferences()).toEqual({ theme: 'light' });
    expect(await home()).not.toHaveProperty('redirectUri');
  });

  it('of a managed Grafana is the Fleet', async () => {
    await grafana.up(settings);
    expect((await home()).redirectUri).toBe('/d/vllm-fleet/vllm-fleet');
  });

  it('is unchanged by the next up', async () => {
    const { same, ...others } = await grafana.up(settings);
    expect(same).toBeGreaterThan(10);
    expect(others).toEqual({});
  });

  it('keeps a theme set by an administrator, and is restored if removed', async () => {
    await grafana.api.call('PATCH', '/api/org/preferences', { theme: 'dark', homeDashboardUID: '' });
    await grafana.up(settings, { refresh: true });
    expect(await preferences()).toEqual({ theme: 'dark', homeDashboardUID: 'vllm-fleet' });
  });

  it('is Grafana’s default page after destroy, which keeps the theme', async () => {
    await grafana.down(settings);
    expect(await preferences()).toMatchObject({ theme: 'dark' });
    expect(await home()).not.toHaveProperty('redirectUri');
  });
});
