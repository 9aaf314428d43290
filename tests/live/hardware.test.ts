import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../../lab/common/waiting.ts';
import { Processes } from '../helpers/processes.ts';
import { describeWith } from '../helpers/tools.ts';
import { Panels, scrapedChoice } from '../truth/panels.ts';
import { startStack, type Stack } from '../truth/stack.ts';

const DASHBOARD = 'vllm-hardware';
const JOBS = { gpus: 'made-dcgm', hosts: 'made-node', containers: 'made-cadvisor' };
const everything = scrapedChoice('.+');

type Labels = Readonly<Record<string, string>>;

/** Panel, query, series labels, and the value in the exposition text: a rate is a counter over 60 seconds. */
const figures: readonly (readonly [title: string, refId: string, labels: Labels, value: number])[] = [
  ['GPU utilization', 'A', { gpu: '1' }, 64],
  ['Tensor core and memory bandwidth utilization', 'A', { gpu: '0' }, 0.41],
  ['Tensor core and memory bandwidth utilization', 'B', { gpu: '0' }, 0.63],
  ['GPU memory usage', 'A', { gpu: '0' }, 73_404 / (73_404 + 8156)],
  ['GPU power draw', 'A', { gpu: '0' }, 612.5],
  ['GPU temperature', 'A', { gpu: '1' }, 47],
  ['GPU SM clock', 'A', { gpu: '1' }, 1980e6],
  ['Last XID error', 'A', { gpu: '1' }, 79],
  ['GPU memory and PCIe errors', 'A', { gpu: '1' }, 6 / 60],
  ['CPU usage', 'A', {}, 1 - 45 / 60],
  ['Memory usage', 'A', {}, 1 - 16 / 64],
  ['Disk usage', 'A', { mountpoint: '/models' }, 1 - 100 / 2000],
  ['Pressure stall (PSI)', 'A', {}, 6 / 60],
  ['Pressure stall (PSI)', 'B', {}, 1.5 / 60],
  ['Pressure stall (PSI)', 'C', {}, 3 / 60],
  ['Network traffic', 'A', {}, 60e6 / 60],
  ['Network traffic', 'B', {}, 120e6 / 60],
  ['Disk throughput', 'A', {}, 600e6 / 60],
  ['CPU usage by container', 'A', { name: 'vllm-a' }, 90 / 60],
  ['Memory usage by container', 'A', { name: 'vllm-b' }, 2e9],
  ['Memory usage, share of limit', 'A', { name: 'vllm-a' }, 6 / 8],
  ['CPU throttling', 'A', { name: 'vllm-a' }, 150 / 600],
  ['Network traffic by container', 'B', { name: 'vllm-b' }, 1.2e6 / 60],
  ['OOM kills', 'A', { name: 'vllm-b' }, 3 / 60],
];

describeWith(['prometheus'], 'the dashboard of GPUs, hosts and containers on what exporters expose', () => {
  const processes = new Processes();
  let stack: Stack;
  let panels: Panels;

  beforeAll(async () => {
    const jobs = Object.entries(JOBS).map(
      ([job, fixture]) => [job, [{ fixture: `exporters/${fixture}` }]] as const,
    );
    stack = await startStack(processes, Object.fromEntries(jobs));
    panels = new Panels(stack.settings, stack.api);
    await eventually(60, async () =>
      expect(await stack.api.query('up{job=~"gpus|hosts|containers"} == 1')).toHaveLength(3),
    );
    // Until the rate window is full.
    await new Promise((resolve) => setTimeout(resolve, 35_000));
  });

  afterAll(async () => {
    await processes.stop();
    stack.stop();
  });

  it('has data in every panel', async () => {
    const empty = await panels.empty(everything);
    expect(empty.filter((title) => title.startsWith(`${DASHBOARD}:`))).toEqual([]);
  });

  it.each(figures)(
    'shows in "%s" %s %o the value of the exposition text: %f',
    async (title, refId, labels, expected) => {
      const found = (await panels.read(DASHBOARD, title, refId, everything)).filter(({ metric }) =>
        Object.entries(labels).every(([label, value]) => metric[label] === value),
      );
      expect(found).toHaveLength(1);
      // The text follows the clock; the remaining error is the time between a scrape and its timestamp.
      expect(Math.abs(Number(found[0]!.value[1]) - expected)).toBeLessThanOrEqual(0.02 * expected);
    },
  );

  it('has an expected value for every panel', () => {
    const titles = panels.all
      .filter(({ dashboard }) => dashboard === DASHBOARD)
      .map(({ panel }) => panel.title);
    expect([...new Set(figures.map(([title]) => title))]).toEqual(titles);
  });

  it('shows neither control groups without a name nor tmpfs', async () => {
    const containers = await panels.read(DASHBOARD, 'CPU usage by container', 'A', everything);
    expect(containers.map(({ metric }) => metric['name']).sort()).toEqual(['vllm-a', 'vllm-b']);
    const disks = await panels.read(DASHBOARD, 'Disk usage', 'A', everything);
    expect(disks.map(({ metric }) => metric['mountpoint']).sort()).toEqual(['/', '/models']);
  });
});
