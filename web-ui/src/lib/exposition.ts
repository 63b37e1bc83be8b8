// Reads the text of /metrics: the server's counters as they are at this moment, also while it stores
// nothing. Lines that are none are skipped.
import type { Labels } from "./labels";

export interface Reading {
  name: string;
  labels: Labels;
  value: number;
}

const LINE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)/;
const PAIR = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"/g;
const ESCAPES: Record<string, string> = { n: "\n" };

/** All values whose name begins with one of `prefixes`. */
export function readings(text: string, prefixes: readonly string[]): Reading[] {
  const all: Reading[] = [];
  for (const line of text.split("\n")) {
    const found = prefixes.some((prefix) => line.startsWith(prefix)) ? LINE.exec(line) : null;
    if (found) {
      all.push({ name: found[1] ?? "", labels: labelsOf(found[2] ?? ""), value: valueOf(found[3] ?? "") });
    }
  }
  return all;
}

function valueOf(text: string): number {
  return text === "+Inf" ? Infinity : text === "-Inf" ? -Infinity : Number(text);
}

function labelsOf(text: string): Labels {
  const labels: Labels = {};
  for (const [, name, value] of text.matchAll(PAIR)) {
    labels[name ?? ""] = (value ?? "").replace(/\\(.)/g, (_, character: string) => ESCAPES[character] ?? character);
  }
  return labels;
}

/** The counters of one moment, to be asked by name and labels. */
export class Snapshot {
  private readonly byName = new Map<string, Reading[]>();

  constructor(
    /** When, in milliseconds of any steady clock. */
    readonly atMs: number,
    all: readonly Reading[],
  ) {
    for (const reading of all) {
      const same = this.byName.get(reading.name);
      if (same) {
        same.push(reading);
      } else {
        this.byName.set(reading.name, [reading]);
      }
    }
  }

  all(name: string): readonly Reading[] {
    return this.byName.get(name) ?? [];
  }

  /** The sum over all that have these labels; null when there is none. */
  sum(name: string, labels: Labels = {}): number | null {
    const fitting = this.all(name).filter((reading) => fits(reading.labels, labels));
    return fitting.length === 0 ? null : fitting.reduce((sum, reading) => sum + reading.value, 0);
  }

  /** Values of `label` that the metric has, in their order. */
  values(name: string, label: string): string[] {
    return [...new Set(this.all(name).flatMap((reading) => reading.labels[label] ?? []))];
  }
}

function fits(labels: Labels, wanted: Labels): boolean {
  return Object.entries(wanted).every(([name, value]) => labels[name] === value);
}

/** How fast a counter grew between two moments; null without both. A restart counts from zero. */
export function rateBetween(
  before: Snapshot | null,
  now: Snapshot,
  name: string,
  labels: Labels = {},
): number | null {
  const last = now.sum(name, labels);
  if (before === null || last === null || now.atMs <= before.atMs) {
    return null;
  }
  const first = before.sum(name, labels) ?? 0;
  return (last >= first ? last - first : last) / ((now.atMs - before.atMs) / 1000);
}
