// Series as columns `[times, v1, v2, ...]`: one time axis in epoch seconds, one array per series,
// null where a series has no value. The shape goes from the answer to the chart unchanged.
import type { Labels } from "./labels";

export type Column = (number | null)[];

/** The time axis first, then one column per series. */
export type Columns = [number[], ...Column[]];

export interface MatrixRow {
  metric: Labels;
  values?: [number, string][];
  histograms?: [number, { count: string; sum: string }][];
}

/** A value as the API writes it: `1.5`, `NaN`, `+Inf`. */
export function number(text: string): number {
  return text === "+Inf" ? Infinity : text === "-Inf" ? -Infinity : Number(text);
}

/** What a chart can draw: finite numbers, else a gap. */
function drawn(text: string): number | null {
  const value = number(text);
  return Number.isFinite(value) ? value : null;
}

/** Points of one row; a native histogram is drawn as its count. */
function points(row: MatrixRow): [number, string][] {
  return row.values ?? (row.histograms ?? []).map(([time, histogram]) => [time, histogram.count]);
}

/**
 * Columns of a range answer on the grid from `startSeconds` to `endSeconds`, one row each `step`.
 * Points that are not on the grid (there are none in a range answer) are left out.
 */
export function columns(rows: readonly MatrixRow[], startSeconds: number, endSeconds: number, step: number): Columns {
  const length = Math.max(0, Math.floor((endSeconds - startSeconds) / step + 1e-6) + 1);
  const times = Array.from({ length }, (_, i) => startSeconds + i * step);
  const series = rows.map((row) => {
    const column: Column = new Array<number | null>(length).fill(null);
    for (const [time, text] of points(row)) {
      const at = Math.round((time - startSeconds) / step);
      if (at >= 0 && at < length) {
        column[at] = drawn(text);
      }
    }
    return column;
  });
  return [times, ...series];
}

/** Columns of several answers on one time axis: the union of their times. */
export function joined(parts: readonly Columns[]): Columns {
  if (parts.length === 1 && parts[0]) {
    return parts[0];
  }
  const times = [...new Set(parts.flatMap((part) => part[0]))].sort((a, b) => a - b);
  const at = new Map(times.map((time, index) => [time, index]));
  const series = parts.flatMap(([partTimes, ...partSeries]) =>
    partSeries.map((values) => {
      const column: Column = new Array<number | null>(times.length).fill(null);
      values.forEach((value, i) => {
        column[at.get(partTimes[i] ?? NaN) ?? -1] = value;
      });
      return column;
    }),
  );
  return [times, ...series];
}

/** What a logarithmic axis can show: values up to zero are gaps. */
export function positive([times, ...series]: Columns): Columns {
  return [times, ...series.map((column) => column.map((value) => (value !== null && value > 0 ? value : null)))];
}

/** Each column with those before it added, for stacked charts; gaps count as zero where any has a value. */
export function stacked([times, ...series]: Columns): Columns {
  const sums = new Float64Array(times.length);
  const any = times.map((_, i) => series.some((column) => typeof column[i] === "number"));
  return [
    times,
    ...series.map((column) =>
      column.map((value, i) => (any[i] ? (sums[i] = (sums[i] ?? 0) + (value ?? 0)) : null)),
    ),
  ];
}

export interface Summary {
  last: number | null;
  min: number | null;
  max: number | null;
  mean: number | null;
}

/** Last, least, largest and mean value of one column. */
export function summary(column: Column): Summary {
  let last: number | null = null;
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  let n = 0;
  for (const value of column) {
    if (typeof value === "number") {
      last = value;
      min = Math.min(min, value);
      max = Math.max(max, value);
      sum += value;
      n++;
    }
  }
  return n === 0 ? { last: null, min: null, max: null, mean: null } : { last, min, max, mean: sum / n };
}

/**
 * Which columns a chart draws, as their places: those with a value (other than zero, if zeros are
 * hidden; all of them when nothing would be left), names in `order` first.
 */
export function drawnOrder(
  names: readonly string[],
  series: readonly Column[],
  order: readonly string[],
  hidesZero: boolean,
): number[] {
  const places = names.map((_, at) => at);
  const some = places.filter((at) => (series[at] ?? []).some((value) => value !== null));
  const moving = some.filter((at) => (series[at] ?? []).some((value) => value !== null && value !== 0));
  const rank = (at: number) => (order.indexOf(names[at] ?? "") + order.length + 1) % (order.length + 1);
  return (hidesZero && moving.length > 0 ? moving : some).sort((a, b) => rank(a) - rank(b));
}
