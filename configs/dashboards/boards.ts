import type { Settings } from '../settings/index.ts';
import { marked } from './annotations.ts';
import type { Dashboard } from './dashboard.ts';
import { fleetBoard } from './fleet/board.ts';
import { hardwareBoard, hasHardware } from './hardware/board.ts';
import { instancesBoard } from './instances/board.ts';
import { kvCacheBoard } from './kv-cache/board.ts';
import { logsDashboard } from './logs/board.ts';
import { performanceBoard } from './performance/board.ts';
import { servicesBoard } from './services/board.ts';

/** Every board, in the order in which they are listed. */
export function dashboards(settings: Settings): Dashboard[] {
  const boards = [
    performanceBoard(settings),
    fleetBoard(settings),
    instancesBoard(settings),
    kvCacheBoard(settings),
    servicesBoard(settings),
    ...(hasHardware(settings) ? [hardwareBoard(settings)] : []),
    ...(settings.logs.enabled ? [logsDashboard(settings)] : []),
  ];
  return boards.map((each) => marked(each, settings));
}
