// Reads and changes LogQL as far as the page's buttons need it: the selector, its matchers, the
// filter right behind it. The server alone decides what a query means.

import { wellFormed } from "./logs-text";

export type Operator = "=" | "!=" | "=~" | "!~";

export interface Matcher {
  name: string;
  op: Operator;
  value: string;
}

interface Split {
  /** The selector with its braces. */
  selector: string;
  /** What follows it. */
  stages: string;
}

/** Where the braces that open at `open` close; -1 when they do not. */
function closing(query: string, open: number): number {
  for (let i = open + 1; i < query.length; i++) {
    const character = query[i];
    if (character === '"' || character === "`") {
      i = stringEnd(query, i);
    } else if (character === "}") {
      return i;
    }
  }
  return -1;
}

/** The place of the quote that ends the string begun at `start`; the query's length for none. */
export function stringEnd(query: string, start: number): number {
  const quote = query[start];
  for (let i = start + 1; i < query.length; i++) {
    if (query[i] === "\\" && quote === '"') {
      i++;
    } else if (query[i] === quote) {
      return i;
    }
  }
  return query.length;
}

/** The parts of a query for lines; null for a metric query or an unfinished one. */
export function split(query: string): Split | null {
  const open = query.search(/\S/);
  if (open < 0 || query[open] !== "{") {
    return null;
  }
  const close = closing(query, open);
  return close < 0
    ? null
    : { selector: query.slice(open, close + 1), stages: query.slice(close + 1).trim() };
}

const STRING = '"(?:[^"\\\\]|\\\\.)*"|`[^`]*`';
const MATCHER = new RegExp(`\\s*([A-Za-z_][A-Za-z0-9_]*)\\s*(=~|!~|!=|=)\\s*(${STRING})\\s*,?`, "y");

/** A string as LogQL writes it. */
export function quote(text: string): string {
  return JSON.stringify(wellFormed(text));
}

/** The text of a LogQL string. */
export function unquote(literal: string): string {
  if (literal.startsWith("`")) {
    return literal.slice(1, -1);
  }
  try {
    return String(JSON.parse(literal));
  } catch {
    return literal.slice(1, -1).replace(/\\(.)/g, "$1");
  }
}

/** The matchers of a selector as far as they are complete. */
export function matchersOf(selector: string): Matcher[] {
  const matchers: Matcher[] = [];
  MATCHER.lastIndex = selector.indexOf("{") + 1;
  for (let found = MATCHER.exec(selector); found; found = MATCHER.exec(selector)) {
    matchers.push({
      name: found[1] ?? "",
      op: found[2] as Operator,
      value: unquote(found[3] ?? '""'),
    });
  }
  return matchers;
}

export function selectorOf(matchers: readonly Matcher[]): string {
  return `{${matchers.map((it) => `${it.name}${it.op}${quote(it.value)}`).join(", ")}}`;
}

/** The selector that picks the stream with these labels. */
export function streamSelector(labels: Record<string, string>): string {
  const names = Object.keys(labels).sort();
  return selectorOf(names.map((name) => ({ name, op: "=", value: labels[name] ?? "" })));
}

function join(selector: string, stages: string): string {
  return stages === "" ? selector : `${selector} ${stages}`;
}

/**
 * The query with a matcher on a stream label. `=` replaces what was said of that label; the others
 * are added. A matcher that is there already goes away again.
 */
export function withMatcher(query: string, name: string, op: Operator, value: string): string {
  const parts = split(query) ?? { selector: "{}", stages: "" };
  const before = matchersOf(parts.selector);
  const isThere = before.some((it) => it.name === name && it.op === op && it.value === value);
  const all = /^\{\s*[A-Za-z_]\w*\s*=~\s*"\.\+"\s*\}$/.test(parts.selector) ? [] : before;
  const kept = all.filter((it) =>
    it.name !== name ? true : op === "=" ? false : it.op !== op || it.value !== value,
  );
  const after = isThere ? kept : [...kept, { name, op, value }];
  const positive = after.some((it) => it.op === "=" || (it.op === "=~" && it.value !== ".*"));
  return join(positive ? selectorOf(after) : selectorOf([...before.filter(isAll), ...after]), parts.stages);
}

function isAll(matcher: Matcher): boolean {
  return matcher.op === "=~" && matcher.value === ".+";
}

/** The query with one more stage at its end, and `parser` before it unless it is there. */
export function withFieldFilter(
  query: string,
  name: string,
  op: "=" | "!=",
  value: string,
  parser: "json" | "logfmt" | null,
): string {
  const parts = split(query);
  if (parts === null) {
    return query;
  }
  const hasParser = parser === null || new RegExp(`\\|\\s*${parser}\\b`).test(parts.stages);
  const filter = `| ${name}${op}${quote(value)}`;
  if (parts.stages.endsWith(filter)) {
    return query;
  }
  return join(parts.selector, [parts.stages, hasParser ? "" : `| ${parser}`, filter].filter(Boolean).join(" "));
}

export interface Search {
  text: string;
  ignoreCase: boolean;
}

const SEARCH = new RegExp(`^\\|(=|~)\\s*(${STRING})(?!\\s*or\\b)\\s*`);
const SPECIAL = /[\\^$.*+?()[\]{}|]/g;

/** What the first filter of a query looks for, when it looks for a plain text. */
export function searchOf(query: string): Search {
  const found = SEARCH.exec(split(query)?.stages ?? "");
  const text = unquote(found?.[2] ?? '""');
  if (found?.[1] === "~") {
    return text.startsWith("(?i)") && isEscaped(text.slice(4))
      ? { text: text.slice(4).replace(/\\(.)/g, "$1"), ignoreCase: true }
      : { text: "", ignoreCase: false };
  }
  return { text, ignoreCase: false };
}

function isEscaped(pattern: string): boolean {
  return !/[\^$.*+?()[\]{}|]/.test(pattern.replace(/\\./g, ""));
}

/** The query that looks for this text instead of the one before; an empty one looks for none. */
export function withSearch(query: string, search: Search): string {
  const parts = split(query);
  if (parts === null) {
    return query;
  }
  const before = searchOf(query);
  const rest = before.text === "" ? parts.stages : parts.stages.replace(SEARCH, "");
  if (search.text === "") {
    return join(parts.selector, rest);
  }
  const filter = search.ignoreCase
    ? `|~ ${quote(`(?i)${search.text.replace(SPECIAL, "\\$&")}`)}`
    : `|= ${quote(search.text)}`;
  return join(join(parts.selector, filter), rest);
}

const PARSER = /\|\s*(json|logfmt|regexp|pattern|unpack|label_format|unwrap)\b/;

/** The query that counts the lines of `query` by level in windows of `seconds`. */
export function countByLevel(query: string, seconds: number): string {
  const quiet = PARSER.test(query) ? " | drop __error__, __error_details__" : "";
  return `sum by (level) (count_over_time(${query}${quiet} [${seconds}s]))`;
}

/** The query without lines whose level is one of `names`; lines that have no level stay. */
export function withoutLevels(query: string, names: string): string {
  return `${query} | level!~${quote(`(?i)(?:${names})`)}`;
}

/** Where a mistake is, from 0, as the server's sentence says (`line 1, col 16`); null when it does not. */
export function mistakeAt(query: string, message: string): number | null {
  const found = /line (\d+), col (\d+)/.exec(message);
  if (!found) {
    return null;
  }
  const lines = query.split("\n");
  const line = Math.min(Math.max(Number(found[1]), 1), lines.length) - 1;
  const before = lines.slice(0, line).reduce((sum, text) => sum + text.length + 1, 0);
  return Math.min(before + Math.max(Number(found[2]) - 1, 0), query.length);
}
