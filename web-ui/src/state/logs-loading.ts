// Asks for what the page for logs shows. Rows are loaded anew when the question changes. As time goes
// on, further rows are asked for and put on top; while somebody reads further down, has a line open or
// has paused, they wait in `pending`.
import { batch, effect, untracked } from "@preact/signals";
import { aborted, ApiError, messageOf } from "../api/client";
import { queryLogs, type LogAnswer } from "../api/logs";
import { split } from "../lib/logs-query";
import { addNs, compareNs, merged, pollStart, rowsOf, tiesAtEnd, unseen } from "../lib/logs-rows";
import { stepFor } from "../lib/steps";
import {
  dropped, error, hasGap, hasOlder, isHeldBack, isLive, isLoading, isLoadingOlder, isPaused,
  linkedNs, pending, query, question, rows, sent, series, shown, stats, visibleRows,
} from "./logs";
import { count, nanos, now } from "./logs-counting";
import { range, resolved } from "./time";

/** Lines asked for at once. */
export const PAGE_LINES = 1_000;
/** The most lines that the server answers. */
const SERVER_LINES = 5_000;
/** Lines held while new ones come in; older ones are dropped and can be loaded again. */
export const LIVE_LINES = 5_000;
/** Lines held at most. */
export const MAX_LINES = 20_000;
const POLL_LINES = 2_000;
const POLL_MS = 1_000;
const HISTOGRAM_MS = 5_000;

let current = new AbortController();
let startNs = "0";
/** The question that the rows answer; another one when its answer failed. */
let answered = "";
/** False when the server understood and refused: it would do so again. */
let canRetry = true;
let isPolling = false;

/** Keeps the answer to the question fresh; returns what ends it. */
export function watchLogs(): () => void {
  const stops = [
    effect(() => {
      void question.value;
      current.abort();
      current = new AbortController();
      const { signal } = current;
      untracked(() => void load(signal));
    }),
    effect(() => {
      void resolved.value;
      untracked(() => void poll());
    }),
    effect(() => {
      if (isLive.value) {
        const timer = window.setInterval(() => document.hidden || void poll(), POLL_MS);
        return () => window.clearInterval(timer);
      }
      return undefined;
    }),
    effect(() => {
      if (!isHeldBack.value) {
        untracked(showPending);
      }
    }),
  ];
  return () => {
    stops.forEach((stop) => stop());
    current.abort();
  };
}

async function load(abort: AbortSignal): Promise<void> {
  batch(() => {
    isLoading.value = true;
    isPaused.value = false;
    pending.value = [];
  });
  const { fromMs, toMs } = now();
  try {
    const answer = await queryRange(fromMs, toMs, abort);
    startNs = nanos(fromMs);
    answered = question.peek();
    batch(() => {
      error.value = null;
      dropped.value = 0;
      hasGap.value = false;
      stats.value = answer.stats;
      accept(answer, fromMs, toMs);
    });
    await fillLevels(abort);
    await findLinked(abort);
    await count(abort);
  } catch (failure) {
    failed(failure, abort);
  } finally {
    if (!abort.aborted) {
      isLoading.value = false;
    }
  }
}

function accept(answer: LogAnswer, fromMs: number, toMs: number): void {
  shown.value = { fromMs, toMs, stepSeconds: stepOf(fromMs, toMs) };
  if (answer.kind === "series") {
    series.value = answer.series;
    rows.value = [];
    hasOlder.value = false;
  } else {
    series.value = null;
    rows.value = rowsOf(answer.streams);
    hasOlder.value = rows.value.length >= PAGE_LINES;
  }
}

function stepOf(fromMs: number, toMs: number): number {
  return stepFor((toMs - fromMs) / 1000, 600);
}

function queryRange(fromMs: number, toMs: number, abort: AbortSignal): Promise<LogAnswer> {
  const stepSeconds = stepOf(fromMs, toMs);
  const isLines = split(query.peek()) !== null;
  // points of a series stand at multiples of the step, so that a refresh moves none of them
  const round = (ms: number) => Math.floor(ms / 1000 / stepSeconds) * stepSeconds * 1000;
  return queryLogs(
    {
      query: sent.peek(),
      start: nanos(isLines ? fromMs : round(fromMs)),
      end: nanos(isLines ? toMs : round(toMs)),
      limit: PAGE_LINES,
      direction: "backward",
      stepSeconds,
    },
    abort,
  );
}

function failed(failure: unknown, abort: AbortSignal): void {
  if (!abort.aborted && !aborted(failure)) {
    canRetry = !(failure instanceof ApiError) || failure.status === 0 || failure.status >= 500;
    error.value = messageOf(failure);
  }
}

/** Lines without a level may be of any: more are asked for until some are of those wanted. */
async function fillLevels(abort: AbortSignal): Promise<void> {
  for (let page = 0; page < 4 && hasOlder.value && visibleRows.value.length < 100; page++) {
    await loadOlder();
    if (abort.aborted || error.value !== null) {
      return;
    }
  }
}

/** Loads down to the line that the address names. */
async function findLinked(abort: AbortSignal): Promise<void> {
  const wanted = linkedNs.peek();
  const isBelow = () => compareNs(rows.value.at(-1)?.ns ?? "0", wanted ?? "0") > 0;
  while (wanted !== null && hasOlder.value && isBelow() && rows.value.length < MAX_LINES) {
    await loadOlder();
    if (abort.aborted || error.value !== null) {
      return;
    }
  }
}

/**
 * The next page of older lines. It begins with the time of the oldest one held, which others may
 * share, and leaves out those that are held.
 */
export async function loadOlder(): Promise<void> {
  const { signal: abort } = current;
  const oldest = rows.value.at(-1);
  if (oldest === undefined || isLoadingOlder.value || rows.value.length >= MAX_LINES) {
    return;
  }
  isLoadingOlder.value = true;
  const limit = Math.min(PAGE_LINES + tiesAtEnd(rows.value), SERVER_LINES);
  try {
    const end = addNs(oldest.ns, 1);
    const answer = await queryLogs({ query: sent.value, start: startNs, end, limit, direction: "backward" }, abort);
    if (answer.kind === "lines") {
      const page = rowsOf(answer.streams);
      const fresh = unseen(page, rows.value);
      batch(() => {
        rows.value = merged(rows.value, fresh);
        hasOlder.value = page.length >= limit && fresh.length > 0;
        if (page.length >= limit && fresh.length === 0) {
          error.value = `more than ${SERVER_LINES} lines have the time ${oldest.ns}: narrow the query to see them`;
        }
      });
    }
  } catch (failure) {
    failed(failure, abort);
  } finally {
    isLoadingOlder.value = false;
  }
}

/** Asks for what came since the last answer. */
async function poll(): Promise<void> {
  const { signal: abort } = current;
  if (isPolling || isLoading.value || abort.aborted || !range.peek().to.startsWith("now")) {
    return;
  }
  if (answered !== question.peek()) {
    // it failed: what is held answers another one
    return canRetry ? load(abort) : undefined;
  }
  isPolling = true;
  const { fromMs, toMs } = now();
  try {
    if (split(query.peek()) === null) {
      const answer = await queryRange(fromMs, toMs, abort);
      batch(() => accept(answer, fromMs, toMs));
    } else {
      await pollLines(toMs, abort);
      await count(abort, isLive.peek() ? HISTOGRAM_MS : 0);
    }
    error.value = null;
  } catch (failure) {
    failed(failure, abort);
  } finally {
    isPolling = false;
  }
}

async function pollLines(toMs: number, abort: AbortSignal): Promise<void> {
  const held = merged(pending.value, rows.value);
  const start = pollStart(held, startNs);
  const end = nanos(toMs);
  const answer = await queryLogs(
    { query: sent.value, start, end, limit: POLL_LINES, direction: "backward" },
    abort,
  );
  if (answer.kind !== "lines" || abort.aborted) {
    return;
  }
  const polled = rowsOf(answer.streams);
  const fresh = unseen(polled, held);
  if (fresh.length === 0) {
    return;
  }
  batch(() => {
    hasGap.value ||= held.length > 0 && polled.length >= POLL_LINES && fresh.length === polled.length;
    pending.value = merged(fresh, pending.value).slice(0, LIVE_LINES);
    if (!isHeldBack.value) {
      showPending();
    }
  });
}

/** Puts the rows that wait on top. */
export function showPending(): void {
  if (pending.value.length === 0) {
    return;
  }
  batch(() => {
    const all = merged(pending.value, rows.value);
    const limit = Math.max(LIVE_LINES, Math.min(rows.value.length, MAX_LINES));
    if (all.length > limit) {
      dropped.value += all.length - limit;
      hasOlder.value = true;
    }
    rows.value = all.slice(0, limit);
    pending.value = [];
  });
}
