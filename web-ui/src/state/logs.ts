// What the page for logs shows. Question and look are in the address (`q`, `levels`, `live`, `wrap`,
// `cols`, `at`); the answer is here: rows, newest first, those that wait to be shown, their histogram.
// `logs-loading.ts` fills it.
import { computed, signal } from "@preact/signals";
import type { LogStats, MatrixSeries } from "../api/logs";
import type { Histogram } from "../lib/logs-histogram";
import { GROUPS, namesOf, type Group } from "../lib/logs-levels";
import { split, withoutLevels } from "../lib/logs-query";
import type { Row } from "../lib/logs-rows";
import { route, setParams } from "./route";
import { range } from "./time";

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

export const isHeldBack = computed(() => isPaused.value || !isAtTop.value || isReading.value);

/** What is sent: the query and, where levels are chosen, without the lines known to be of others. */
export const sent = computed(() => {
  const wanted = levels.value;
  if (wanted.length === 0 || split(query.value) === null) {
    return query.value;
  }
  const names = namesOf(GROUPS.filter((group) => !wanted.includes(group)));
  return names === "" ? query.value : withoutLevels(query.value, names);
});

export const question = computed(() => JSON.stringify([sent.value, range.value.from, range.value.to]));
