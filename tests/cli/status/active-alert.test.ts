import { describe, expect, it } from 'vitest';
import { ruleState } from '../../../cli/status/active-alert.ts';

const answer = (...rules: object[]) => ({ status: 'success', data: { groups: [{ name: 'g', rules }] } });

/** Rules as Prometheus 3.13.5 answers them, without queries and times of evaluation. */
const PROMETHEUS = answer(
  {
    state: 'firing',
    name: 'MonitoringTargetDown',
    labels: { severity: 'critical' },
    alerts: [
      {
        labels: { alertname: 'MonitoringTargetDown', severity: 'critical' },
        annotations: { summary: 'A server of the monitoring stack is down.' },
        state: 'firing',
        activeAt: '2026-11-26T00:18:08.426745134Z',
        value: '1e+00',
      },
    ],
    health: 'ok',
    type: 'alerting',
  },
  {
    state: 'pending',
    name: 'DiskSpaceLow',
    labels: { severity: 'warning' },
    alerts: [
      {
        labels: { alertname: 'DiskSpaceLow', severity: 'warning' },
        annotations: { summary: 'A disk is almost full.' },
        state: 'pending',
        activeAt: '2026-11-26T00:18:08.426745134Z',
        value: '5e-02',
      },
    ],
    health: 'ok',
    type: 'alerting',
  },
  { state: 'inactive', name: 'Quiet', labels: {}, alerts: [], health: 'ok', type: 'alerting' },
  {
    state: 'inactive',
    name: 'Broken',
    labels: {},
    alerts: [],
    health: 'err',
    lastError: 'many-to-many matching not allowed: matching labels must be unique on one side',
    type: 'alerting',
  },
);

/** Rules as Grafana 12.3.0 answers them while its Prometheus is unreachable, without queries and most annotations. */
const grafanaRule = (name: string, health: string, state: string) => ({
  state: 'inactive',
  name,
  folderUid: 'llm-serving',
  alerts: [
    {
      labels: { alertname: name, grafana_folder: 'LLM serving', severity: 'critical' },
      annotations: {
        Error: '[sse.dataQueryError] failed to execute query [A]',
        ref_id: 'A',
        summary: `About ${name}.`,
      },
      state,
      activeAt: '2026-11-26T00:16:50Z',
      value: '',
    },
  ],
  health,
  type: 'alerting',
});

it('reads the rules of Prometheus', () => {
  const since = new Date('2026-11-26T00:18:08.426Z');
  expect(ruleState(PROMETHEUS)).toEqual({
    alerts: [
      {
        name: 'MonitoringTargetDown',
        state: 'firing',
        severity: 'critical',
        summary: 'A server of the monitoring stack is down.',
        since,
      },
      {
        name: 'DiskSpaceLow',
        state: 'pending',
        severity: 'warning',
        summary: 'A disk is almost full.',
        since,
      },
    ],
    failing: ['Broken'],
  });
});

it("leaves out the dead man's switch, which always fires", () => {
  const labels = { alertname: 'Watchdog', severity: 'none' };
  const watchdog = { name: 'Watchdog', health: 'ok', alerts: [{ labels, state: 'firing' }] };
  expect(ruleState(answer(watchdog))).toEqual({ alerts: [], failing: [] });
});

describe('rules of Grafana', () => {
  it('fire and fail for what they cannot ask', () => {
    const rules = [
      grafanaRule('PrometheusUnreachable', 'error', 'Alerting (Error)'),
      grafanaRule('VLLMRestarting', 'ok', 'Normal (Error, KeepLast)'),
    ];
    expect(ruleState(answer(...rules))).toEqual({
      alerts: [
        {
          name: 'PrometheusUnreachable',
          state: 'firing',
          severity: 'critical',
          summary: 'About PrometheusUnreachable.',
          since: new Date('2026-11-26T00:16:50Z'),
        },
      ],
      failing: ['PrometheusUnreachable', 'VLLMRestarting'],
    });
  });

  it.each([
    ['Alerting', 'firing', false],
    ['Alerting (NoData, KeepLast)', 'firing', false],
    ['Recovering', 'firing', false],
    ['NoData', 'firing', false],
    ['Error', 'firing', true],
    ['Pending', 'pending', false],
    ['Pending (Error)', 'pending', true],
    ['Normal', undefined, false],
    ['Normal (NoData)', undefined, false],
    ['Normal (Paused)', undefined, false],
  ])('%s', (state, expected, failing) => {
    const read = ruleState(answer(grafanaRule('A', 'ok', state)));
    expect(read.alerts.map((alert) => alert.state)).toEqual(expected ? [expected] : []);
    expect(read.failing).toEqual(failing ? ['A'] : []);
  });

  it('may have no alerts', () => {
    expect(ruleState(answer({ name: 'A', health: 'ok' }, { name: 'B', health: 'ok', alerts: null }))).toEqual(
      {
        alerts: [],
        failing: [],
      },
    );
  });
});
