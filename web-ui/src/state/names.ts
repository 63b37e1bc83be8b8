// Names for completion and browsing, kept for a minute. A server with very many metrics is asked for
// those that contain what is typed.
import { signal } from "@preact/signals";
import { aborted } from "../api/client";
import { labelNames, labelValues, metadata, metricNames } from "../api/prom";
import type { Metadata } from "../api/types";
import { quoted } from "../lib/labels";

const KEEP_MS = 60_000;
const MAX_NAMES = 10_000;
const MAX_VALUES = 2_000;
const MAX_KEPT = 200;

interface Kept<T> {
  atMs: number;
  value: T;
}

const kept = new Map<string, Kept<string[]>>();

/** What is known of metrics, by name. */
export const known = signal<ReadonlyMap<string, Metadata>>(new Map());
let knownAtMs = -Infinity;

async function remembered(key: string, ask: () => Promise<string[]>): Promise<string[]> {
  const found = kept.get(key);
  if (found && performance.now() - found.atMs < KEEP_MS) {
    return found.value;
  }
  const value = await ask();
  if (kept.size >= MAX_KEPT) {
    kept.clear();
  }
  kept.set(key, { atMs: performance.now(), value });
  return value;
}

/** Names of metrics that may contain `typed`; `isAll` when the list is complete. */
export async function findMetrics(
  typed: string,
  signal: AbortSignal,
): Promise<{ names: string[]; isAll: boolean }> {
  void learn(signal);
  const all = await remembered("metrics", () => metricNames(null, MAX_NAMES + 1, signal));
  if (all.length <= MAX_NAMES) {
    return { names: all, isAll: true };
  }
  if (typed.length < 2) {
    return { names: all.slice(0, MAX_NAMES), isAll: false };
  }
  const pattern = typed.split(/[^a-zA-Z0-9]+/).filter((word) => word !== "").join(".*");
  const match = `{__name__=~${quoted(`(?i).*${pattern}.*`)}}`;
  return { names: await remembered(match, () => metricNames(match, MAX_VALUES, signal)), isAll: false };
}

export function findLabels(match: string | null, signal: AbortSignal): Promise<string[]> {
  return remembered(`labels ${match ?? ""}`, () => labelNames(match, MAX_VALUES, signal));
}

export function findValues(label: string, match: string | null, signal: AbortSignal): Promise<string[]> {
  return remembered(`values ${label} ${match ?? ""}`, () => labelValues(label, match, MAX_VALUES, signal));
}

/** Fetches the help texts when they are not fresh. */
async function learn(signal: AbortSignal): Promise<void> {
  if (performance.now() - knownAtMs < KEEP_MS) {
    return;
  }
  const before = knownAtMs;
  knownAtMs = performance.now();
  try {
    known.value = await metadata(signal);
  } catch (error) {
    if (aborted(error)) {
      knownAtMs = before;
    } // else: help texts are a nicety; the next minute asks again
  }
}

/** Type and help of a metric, or of the histogram or summary that it is a part of. */
export function knownOf(name: string): Metadata | undefined {
  return known.value.get(name) ?? known.value.get(name.replace(/_(bucket|sum|count|total)$/, ""));
}
