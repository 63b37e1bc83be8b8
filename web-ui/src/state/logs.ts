// What the page for logs shows. Question and look are in the address (`q`, `levels`, `live`, `wrap`,
// `cols`); the answer is here: rows, newest first, those that wait to be shown, and their histogram.
//
// Rows are loaded anew when the question changes. As time goes on, further rows are asked for and put
// on top; while somebody reads further down, or has paused, they wait in `pending`.
import { batch, computed, effect, signal, untracked } from "@preact/signals";
import { aborted, ApiError, messageOf } from "../api/client";
import { queryLogs, type LogAnswer, type LogStats, type MatrixSeries } from "../api/logs";
import { GROUPS, namesOf, type Group } from "../lib/logs-levels";
import { gridOf, ofRows, ofSeries, type Histogram } from "../lib/logs-histogram";
import { countByLevel, split, withoutLevels } from "../lib/logs-query";
import { addNs, compareNs, merged, pollStart, rowsOf, tiesAtEnd, unseen, type Row } from "../lib/logs-rows";
import { stepFor } from "../lib/steps";
import { resolve } from "../lib/time";
import { route, setParams } from "./route";
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
const BARS = 110;

export const ALL_LINES = '{job=~".+"}';

// ---- the question, from the address ----

export const query = computed(() => route.value.params.get("q")?.trim() || ALL_LINES);
export const isLive = computed(() => route.value.params.get("live") === "1");
export const isWrapped = computed(() => route.value.params.get("wrap") === "1");
export const columns = computed(() => listOf("cols"));

/** The time of a line that is to be opened, in epoch nanoseconds; null for none. */
export const linkedNs = computed(() => route.value.params.get("at"));

/** The levels that are shown; none is all of them. */
export const levels = computed<readonly Group[]>(() => {
  const wanted = listOf("levels");
  const known = GROUPS.filter((group) => wanted.includes(group));
  return known.length === GROUPS.length ? [] : known;
});

function listOf(name: string): string[] {
  return (route.value.params.get(name) ?? "").split(",").filter((item) => item !== "");
}

export function ask(next: string): void {
  setParams({ q: next });
}

export function setLive(on: boolean): void {
  const fixed = !range.value.to.startsWith("now");
  setParams({ live: on ? "1" : null, ...(on && fixed ? { from: "now-15m", to: "now" } : {}) });
  isPaused.value = false;
}

export function toggleWrap(): void {
  setParams({ wrap: isWrapped.value ? null : "1" }, "replace");
}

export function toggleLevel(group: Group): void {
  const now = levels.value;
  const next = now.includes(group) ? now.filter((it) => it !== group) : [...now, group];
  setParams({ levels: next.length === GROUPS.length ? null : next.join(",") });
}

export function toggleColumn(name: string): void {
  const now = columns.value;
  const next = now.includes(name) ? now.filter((it) => it !== name) : [...now, name];
  setParams({ cols: next.join(",") }, "replace");
}

// ---- the answer ----

export const rows = signal<readonly Row[]>([]);
/** Rows that came while nobody looked at the top; newest first. */
export const pending = signal<readonly Row[]>([]);
export const series = signal<readonly MatrixSeries[] | null>(null);
export const histogram = signal<Histogram | null>(null);
export const stats = signal<LogStats | null>(null);
export const error = signal<string | null>(null);
export const isLoading = signal(false);
export const isLoadingOlder = signal(false);
export const hasOlder = signal(false);
/** Rows dropped at the end to make room for new ones. */
export const dropped = signal(0);
/** True when lines came faster than they could be asked for. */
export const hasGap = signal(false);
export const isPaused = signal(false);
/** Set by the list: whether its newest line is in view. */
export const isAtTop = signal(true);
/** Set by the list: whether a line is open, which must not move. */
export const isReading = signal(false);
/** The range of the last answer, for axes. */
export const shown = signal({ fromMs: 0, toMs: 1, stepSeconds: 1 });

/** Rows of the levels wanted: those without a label are told by their text, here. */
export const visibleRows = computed(() => {
  const wanted = levels.value;
  return wanted.length === 0 ? rows.value : rows.value.filter((row) => wanted.includes(row.level.group));
});

const isHeldBack = computed(() => isPaused.value || !isAtTop.value || isReading.value);

/** What is sent: the query and, where levels are chosen, without the lines known to be of others. */
export const sent = computed(() => {
  const wanted = levels.value;
  if (wanted.length === 0 || split(query.value) === null) {
    return query.value;
  }
  const names = namesOf(GROUPS.filter((group) => !wanted.includes(group)));
  return names === "" ? query.value : withoutLevels(query.value, names);
});

const question = computed(() => JSON.stringify([sent.value, range.value.from, range.value.to]));

let current = new AbortController();
let startNs = "0";
/** The question that the rows answer; another one when its answer failed. */
let answered = "";
/** False when the server understood and refused: it would do so again. */
let canRetry = true;
let isPolling = false;
let countedAt = 0;

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

function nanos(ms: number): string {
  return (BigInt(Math.round(ms)) * 1_000_000n).toString();
}

/** The range now; its end is in the future by a moment, because ends are exclusive. */
function now(): { fromMs: number; toMs: number } {
  const { fromMs, toMs } = resolve(range.peek(), Date.now()) ?? resolved.peek();
  return { fromMs, toMs: toMs + 1 };
}

/** The range now, as the API takes it. */
export function between(): { start: string; end: string } {
  const { fromMs, toMs } = now();
  return { start: nanos(fromMs), end: nanos(toMs) };
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

// ---- the histogram ----

/** Counts by level: from the rows when they are all there are, else by the server. */
async function count(abort: AbortSignal, atMostEveryMs = 0): Promise<void> {
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
