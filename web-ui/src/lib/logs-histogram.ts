// Lines counted by level over time: columns for a stacked bar chart.

import type { MatrixSeries } from "../api/logs";
import { groupOf, GROUPS, type Group } from "./logs-levels";
import type { Row } from "./logs-rows";

/** The windows of a histogram: `count` of `stepSeconds` each, from `startSeconds` on. */
export interface Grid {
  startSeconds: number;
  stepSeconds: number;
  count: number;
}

export interface Histogram {
  grid: Grid;
  /** Lines by group and window. */
  counts: Record<Group, number[]>;
}

const STEPS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400,
  172_800, 604_800, 2_592_000, 7_776_000, 31_536_000,
];

/** Windows that cover a range with at most about `bars` bars, at multiples of their length. */
export function gridOf(fromMs: number, toMs: number, bars: number): Grid {
  const seconds = Math.max(1, (toMs - fromMs) / 1000);
  const last = STEPS.at(-1) ?? 1;
  const step = STEPS.find((candidate) => seconds / candidate <= bars) ?? last * Math.ceil(seconds / bars / last);
  const start = Math.floor(fromMs / 1000 / step) * step;
  const end = Math.ceil(toMs / 1000 / step) * step;
  return { startSeconds: start, stepSeconds: step, count: Math.max(1, Math.round((end - start) / step)) };
}

function empty(grid: Grid): Record<Group, number[]> {
  return Object.fromEntries(
    GROUPS.map((group) => [group, new Array<number>(grid.count).fill(0)]),
  ) as Record<Group, number[]>;
}

/** What the server counted by the label `level`; a point's window ends at its time. */
export function ofSeries(grid: Grid, series: readonly MatrixSeries[]): Histogram {
  const counts = empty(grid);
  for (const { metric, values } of series) {
    const group = groupOf(metric["level"] ?? "");
    for (const [time, value] of values) {
      add(counts[group], Math.round((time - grid.startSeconds) / grid.stepSeconds) - 1, Number(value));
    }
  }
  return { grid, counts };
}

/** The same, of rows that are held; levels are those found on them. */
export function ofRows(grid: Grid, rows: readonly Row[]): Histogram {
  const counts = empty(grid);
  for (const row of rows) {
    // a window is (start, end]
    const index = Math.ceil((row.ms / 1000 - grid.startSeconds) / grid.stepSeconds) - 1;
    add(counts[row.level.group], index, 1);
  }
  return { grid, counts };
}

function add(column: number[], index: number, value: number): void {
  if (index >= 0 && index < column.length && Number.isFinite(value)) {
    column[index] = (column[index] ?? 0) + value;
  }
}

export function totals(histogram: Histogram): Record<Group, number> {
  return Object.fromEntries(
    GROUPS.map((group) => [group, histogram.counts[group].reduce((sum, count) => sum + count, 0)]),
  ) as Record<Group, number>;
}
