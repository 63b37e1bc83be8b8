// Answers of Loki's API as rows, newest first, and how further answers are joined to them.

import type { Labels } from "../api/types";
import type { Stream } from "../api/logs";
import { levelOf, type Level } from "./logs-levels";

export interface Row {
  /** Unique as long as the page lives. */
  id: number;
  /** Epoch nanoseconds: more digits than a number holds. */
  ns: string;
  ms: number;
  line: string;
  /** Labels of the stream. */
  labels: Labels;
  /** Fields that came with the line. */
  fields: Labels;
  /** Labels that the query's own stages made. */
  parsed: Labels;
  level: Level;
  /** The labels as one text: equal for lines of one stream. */
  stream: string;
}

let lastId = 0;

/** Orders times that are decimal numbers; positive when `a` is the later. */
export function compareNs(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

/** Adds to a time in nanoseconds. */
export function addNs(ns: string, delta: number): string {
  return (BigInt(ns) + BigInt(Math.round(delta))).toString();
}

export function msOf(ns: string): number {
  return Number(ns) / 1e6;
}

/** The rows of an answer, newest first; equal times stay in the server's order. */
export function rowsOf(streams: readonly Stream[]): Row[] {
  const rows: Row[] = [];
  for (const { stream, values } of streams) {
    const key = keyOf(stream);
    for (const [ns, line, extra] of values) {
      const fields = extra?.structuredMetadata ?? {};
      const parsed = extra?.parsed ?? {};
      const level = levelOf([stream, fields, parsed], line);
      rows.push({ id: ++lastId, ns, ms: msOf(ns), line, labels: stream, fields, parsed, level, stream: key });
    }
  }
  return rows.sort(newestFirst);
}

function newestFirst(a: Row, b: Row): number {
  return compareNs(b.ns, a.ns);
}

function keyOf(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function identity(row: Row): string {
  return `${row.ns} ${row.stream} ${keyOf(row.fields)} ${row.line}`;
}

/**
 * The rows of an answer that are not held yet. Answers overlap on purpose: a page begins with the
 * time at which the last one ended, and a poll looks back a little for lines that came late.
 * Identical lines are counted, not collapsed: two of them in the answer and one held is one new.
 */
export function unseen(answer: readonly Row[], held: readonly Row[]): Row[] {
  const last = answer.at(-1);
  const first = answer[0];
  if (first === undefined || last === undefined) {
    return [];
  }
  const counts = new Map<string, number>();
  for (const row of held) {
    if (compareNs(row.ns, last.ns) >= 0 && compareNs(row.ns, first.ns) <= 0) {
      const key = identity(row);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return answer.filter((row) => {
    const key = identity(row);
    const count = counts.get(key) ?? 0;
    counts.set(key, count - 1);
    return count <= 0;
  });
}

/** Both lists as one, newest first; of equal times those of `newer` come first. */
export function merged(newer: readonly Row[], older: readonly Row[]): Row[] {
  const lastNewer = newer.at(-1);
  const firstOlder = older[0];
  if (!lastNewer || !firstOlder || compareNs(lastNewer.ns, firstOlder.ns) >= 0) {
    return [...newer, ...older];
  }
  return [...newer, ...older].sort(newestFirst);
}

/** How many of the oldest rows share the oldest time. */
export function tiesAtEnd(rows: readonly Row[]): number {
  const oldest = rows.at(-1)?.ns;
  let ties = 0;
  while (ties < rows.length && rows[rows.length - 1 - ties]?.ns === oldest) {
    ties++;
  }
  return ties;
}

const LOOK_BACK_NS = 10e9;
const LOOK_BACK_ROWS = 500;

/**
 * From when on a poll asks: ten seconds before the newest row, for lines that come late, but not
 * further back than 500 rows, so that a busy stream does not answer the same lines again and again.
 * Never before `otherwise`, where the range begins.
 */
export function pollStart(rows: readonly Row[], otherwise: string): string {
  const newest = rows[0];
  if (newest === undefined) {
    return otherwise;
  }
  const back = addNs(newest.ns, -LOOK_BACK_NS);
  const far = rows[LOOK_BACK_ROWS]?.ns ?? otherwise;
  const start = compareNs(back, far) > 0 ? back : far;
  return compareNs(start, otherwise) > 0 ? start : otherwise;
}

/** The value of a field by name, wherever it is. */
export function valueOf(row: Row, name: string): string | undefined {
  return row.parsed[name] ?? row.fields[name] ?? row.labels[name];
}

/** Rows as a text file, oldest first: time, stream, line; lines stay byte for byte. */
export function asText(rows: readonly Row[]): string {
  return [...rows]
    .reverse()
    .map((row) => `${new Date(row.ms).toISOString()} ${streamText(row.labels)} ${row.line}\n`)
    .join("");
}

export function streamText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `{${pairs.join(",")}}`;
}

/** Labels for one place: an application's name says more than the way its lines came in. */
const SOURCE = ["app", "service_name", "service", "container", "unit", "job"];
const MOST_PLACES = 3;

/**
 * The stream labels that tell rows apart, one list of names for each place in a line: where the line
 * is from, its host, one more. The level has a place of its own.
 */
export function tellingLabels(all: readonly Row[]): string[][] {
  const values = new Map<string, Set<string>>();
  for (const labels of new Map(all.map((row) => [row.stream, row.labels])).values()) {
    for (const name of Object.keys(labels)) {
      values.set(name, (values.get(name) ?? new Set()).add(labels[name] ?? ""));
    }
  }
  const differing = [...values].filter(([, its]) => its.size > 1).map(([name]) => name);
  const sources = SOURCE.filter((name) => values.has(name));
  const isSourceTelling = sources.some((name) => differing.includes(name)) || sources.length > 1;
  const others = differing.filter((name) => name !== "level" && !SOURCE.includes(name)).sort(hostFirst);
  const places = others.map((name) => [name]);
  return (isSourceTelling && sources.length > 0 ? [sources, ...places] : places).slice(0, MOST_PLACES);
}

function hostFirst(a: string, b: string): number {
  return Number(b === "host") - Number(a === "host") || (a < b ? -1 : 1);
}
