// The queries of the page Explore. What has been run stands in the address (`q`, once per query); what
// is being typed is here.
import { computed, signal } from "@preact/signals";
import { UNITS } from "../lib/units";
import type { Unit } from "../lib/format";
import { withRecent } from "../lib/recent";
import { parseDuration } from "../lib/time";
import { route, setParams } from "./route";
import { refreshNow } from "./time";

const RECENT = "weir.recent";
const MAX_RECENT = 30;
const MAX_QUERIES = 8;

/** The texts in the editors; at least one. */
export const drafts = signal<readonly string[]>([""]);

/** The editor that was used last, from 0. */
export const activeEditor = signal(0);

/** The queries that have been run, in order, without empty ones; keeps its identity while they stay. */
const committedKey = computed(() => JSON.stringify(route.value.params.getAll("q").filter((q) => q.trim() !== "")));
export const committed = computed<readonly string[]>(() => JSON.parse(committedKey.value) as string[]);

export type View = "graph" | "table";
export const view = computed<View>(() => (route.value.params.get("view") === "table" ? "table" : "graph"));
export const isStacked = computed(() => route.value.params.get("stacked") === "1");
export const isLog = computed(() => route.value.params.get("log") === "1");

/** The step set by hand, in seconds; null is by the width. */
export const step = computed<number | null>(() => {
  const ms = parseDuration(route.value.params.get("step") ?? "");
  return ms === null || ms <= 0 ? null : ms / 1000;
});

/** The unit set by hand; null is by the names. */
export const unit = computed<Unit | null>(
  () => UNITS.find((each) => each === route.value.params.get("unit")) ?? null,
);

export const recent = signal<readonly string[]>(storedRecent());

/** The name of the query at `index`: A, B, ... */
export function letter(index: number): string {
  return String.fromCharCode(65 + index);
}

let adopted = "[]";

/**
 * Takes the queries of the address into the editors when they are others than the last time: what is
 * typed and not run stays while the reader looks at other pages.
 */
export function adoptCommitted(): void {
  const queries = committed.value;
  if (committedKey.value === adopted) {
    return;
  }
  adopted = committedKey.value;
  const held = drafts.peek().filter((text) => text.trim() !== "");
  if (JSON.stringify(held) !== JSON.stringify(queries)) {
    drafts.value = queries.length === 0 ? [""] : queries;
    activeEditor.value = 0;
  }
}

export function edit(index: number, text: string): void {
  drafts.value = drafts.value.map((each, i) => (i === index ? text : each));
}

export function addQuery(): void {
  if (drafts.value.length < MAX_QUERIES) {
    drafts.value = [...drafts.value, ""];
    activeEditor.value = drafts.value.length - 1;
  }
}

export const canAdd = computed(() => drafts.value.length < MAX_QUERIES);

export function removeQuery(index: number): void {
  const rest = drafts.value.filter((_, i) => i !== index);
  drafts.value = rest.length === 0 ? [""] : rest;
  activeEditor.value = Math.min(activeEditor.value, drafts.value.length - 1);
  run();
}

/** Runs what is in the editors: a step in the history when it changed, else asks again. */
export function run(): void {
  const queries = drafts.value.filter((text) => text.trim() !== "");
  remember(queries);
  if (JSON.stringify(queries) === committedKey.value) {
    refreshNow();
  } else {
    setParams({ q: queries });
  }
}

/** Replaces what is asked by one query. */
export function runOnly(query: string): void {
  drafts.value = [query];
  activeEditor.value = 0;
  run();
}

function storedRecent(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(RECENT) ?? "[]");
    return Array.isArray(stored) ? stored.filter((each) => typeof each === "string").slice(0, MAX_RECENT) : [];
  } catch {
    return []; // storage is off, or holds something else
  }
}

function remember(queries: readonly string[]): void {
  recent.value = queries.reduceRight<readonly string[]>((list, query) => withRecent(list, query, MAX_RECENT), recent.value);
  try {
    localStorage.setItem(RECENT, JSON.stringify(recent.value));
  } catch {
    // storage is off or full: the list lasts as long as the page
  }
}
