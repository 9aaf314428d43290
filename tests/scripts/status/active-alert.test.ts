import { describe, expect, it } from 'vitest';
import { grafanaAlerts, prometheusAlerts } from '../../../scripts/status/active-alert.ts';

/** Answer of Prometheus 3.13.5 to `/api/v1/alerts`. */
const PROMETHEUS = {
  status: 'success',
  data: {
    alerts: [
      {
        labels: { alertname: 'MonitoringTargetDown', severity: 'critical' },
        annotations: { summary: 'A server of the monitoring stack is down.' },
        state: 'firing',
        activeAt: '2026-11-25T23:07:29.426745134Z',
        value: '1e+00',
      },
      {
        labels: { alertname: 'DiskSpaceLow', severity: 'warning' },
        annotations: { summary: 'A disk is almost full.' },
        state: 'pending',
        activeAt: '2026-11-25T23:07:29.426745134Z',
        value: '5e-02',
      },
    ],
  },
};

it('reads alerts of Prometheus', () => {
  const since = new Date('2026-11-25T23:07:29.426Z');
  expect(prometheusAlerts(PROMETHEUS)).toEqual([
    {
      name: 'MonitoringTargetDown',
      state: 'firing',
      severity: 'critical',
      summary: 'A server of the monitoring stack is down.',
      since,
    },
    { name: 'DiskSpaceLow', state: 'pending', severity: 'warning', summary: 'A disk is almost full.', since },
  ]);
  expect(prometheusAlerts({ status: 'success', data: { alerts: [] } })).toEqual([]);
});

describe('alerts of Grafana', () => {
  const answer = (...states: string[]) => ({
    status: 'success',
    data: {
      groups: [
        {
          name: 'llm-capacity',
          file: 'LLM serving',
          folderUid: 'llm-serving',
          rules: [
            { state: 'inactive', name: 'Quiet', health: 'ok', type: 'alerting' },
            {
              state: 'firing',
              name: 'VLLMQueueGrowing',
              alerts: states.map((state) => ({
                labels: { alertname: 'VLLMQueueGrowing', grafana_folder: 'LLM serving', severity: 'warning' },
                annotations: { summary: 'The queue of a model grows.' },
                state,
                activeAt: '2026-11-25T23:07:30Z',
                value: '1e+00',
              })),
            },
          ],
        },
      ],
    },
  });

  it.each([
    ['Alerting', 'firing'],
    ['Alerting (Error)', 'firing'],
    ['Alerting (NoData, KeepLast)', 'firing'],
    ['Recovering', 'firing'],
    ['NoData', 'firing'],
    ['Error', 'firing'],
    ['Pending', 'pending'],
    ['Pending (Error)', 'pending'],
  ])('%s is %s', (state, expected) => {
    expect(grafanaAlerts(answer(state))).toMatchObject([{ name: 'VLLMQueueGrowing', state: expected }]);
  });

  it.each(['Normal', 'Normal (NoData)', 'Normal (Paused)'])('%s is neither', (state) => {
    expect(grafanaAlerts(answer(state))).toEqual([]);
  });

  it('are all that a rule has', () => {
    expect(grafanaAlerts(answer('Alerting', 'Normal', 'Pending')).map(({ state }) => state)).toEqual([
      'firing',
      'pending',
    ]);
  });
});
