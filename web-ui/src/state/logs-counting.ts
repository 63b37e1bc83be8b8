// The range of the page for logs as the API takes it, and the histogram over it.
import { queryLogs } from "../api/logs";
import { gridOf, ofRows, ofSeries } from "../lib/logs-histogram";
import { countByLevel, split } from "../lib/logs-query";
import { merged } from "../lib/logs-rows";
import { resolve } from "../lib/time";
import { dropped, hasGap, hasOlder, histogram, levels, pending, query, rows, shown } from "./logs";
import { range, resolved } from "./time";

const BARS = 110;

export function nanos(ms: number): string {
  return (BigInt(Math.round(ms)) * 1_000_000n).toString();
}

/** The range now; its end is in the future by a moment, because ends are exclusive. */
export function now(): { fromMs: number; toMs: number } {
  const { fromMs, toMs } = resolve(range.peek(), Date.now()) ?? resolved.peek();
  return { fromMs, toMs: toMs + 1 };
}

/** The range now, as the API takes it. */
export function between(): { start: string; end: string } {
  const { fromMs, toMs } = now();
  return { start: nanos(fromMs), end: nanos(toMs) };
}

let countedAt = 0;

/** Counts by level: from the rows when they are all there are, else by the server. */
export async function count(abort: AbortSignal, atMostEveryMs = 0): Promise<void> {
  if (split(query.peek()) === null) {
    histogram.value = null;
    return;
  }
  const { fromMs, toMs } = now();
  const grid = gridOf(fromMs, toMs, BARS);
  const isAll = !hasOlder.peek() && dropped.peek() === 0 && !hasGap.peek() && levels.peek().length === 0;
  if (isAll) {
    histogram.value = ofRows(grid, merged(pending.peek(), rows.peek()));
    shown.value = { ...shown.peek(), fromMs, toMs };
    return;
  }
  if (Date.now() - countedAt < atMostEveryMs) {
    return;
  }
  countedAt = Date.now();
  const answer = await queryLogs(
    {
      query: countByLevel(query.peek(), grid.stepSeconds),
      start: nanos((grid.startSeconds + grid.stepSeconds) * 1000),
      end: nanos((grid.startSeconds + grid.count * grid.stepSeconds) * 1000),
      stepSeconds: grid.stepSeconds,
    },
    abort,
  );
  if (answer.kind === "series" && !abort.aborted) {
    histogram.value = ofSeries(grid, answer.series);
    shown.value = { ...shown.peek(), fromMs, toMs };
  }
}
