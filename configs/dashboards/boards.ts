import type { Settings } from '../settings/index.ts';
import type { Dashboard } from './dashboard.ts';
import { performanceBoard } from './performance/board.ts';

/** Every board, in the order in which they are listed. */
export function dashboards(settings: Settings): Dashboard[] {
  return [performanceBoard(settings)];
}
