// What could be written at the cursor of a LogQL query.

import { matchersOf, quote, selectorOf, stringEnd } from "./logs-query";

/** What to offer: names, values of a name, stages; `from` to `to` is what a choice replaces. */
export type Completion =
  | { kind: "none" }
  | { kind: "name"; prefix: string; from: number; to: number }
  | { kind: "value"; name: string; prefix: string; selector: string; from: number; to: number }
  | { kind: "stage"; prefix: string; from: number; to: number };

const NONE: Completion = { kind: "none" };

/** The stages of LogQL, with the text that is put in for each. */
export const STAGES: [string, string][] = [
  ["json", "members of a JSON line become labels"],
  ["logfmt", "key=value pairs become labels"],
  ["pattern", "parts of the line by a pattern: pattern `<ip> - <_>`"],
  ["regexp", "named groups become labels: regexp `(?P<code>\\d+)`"],
  ["unpack", "labels packed into a JSON line"],
  ["line_format", "another text for the line: line_format `{{.msg}}`"],
  ["label_format", "another name or text for a label"],
  ["decolorize", "without a terminal's colours"],
  ["drop", "without these labels"],
  ["keep", "with these labels only"],
];

export function completionAt(query: string, cursor: number): Completion {
  const place = placeOf(query, cursor);
  if (place.open < 0) {
    return stageAt(query, cursor, place.quote);
  }
  if (place.quote >= 0) {
    return valueAt(query, cursor, place.open, place.quote);
  }
  const prefix = /[A-Za-z0-9_]*$/.exec(query.slice(place.open + 1, cursor))?.[0] ?? "";
  const before = query.slice(place.open + 1, cursor - prefix.length).trimEnd();
  return before === "" || before.endsWith(",")
    ? { kind: "name", prefix, from: cursor - prefix.length, to: cursor }
    : NONE;
}

/** The brace and the quote that are open at the cursor; -1 for none. */
function placeOf(query: string, cursor: number): { open: number; quote: number } {
  let open = -1;
  for (let i = 0; i < cursor; i++) {
    const character = query[i];
    if (character === '"' || character === "`") {
      const end = stringEnd(query, i);
      if (end >= cursor) {
        return { open, quote: i };
      }
      i = end;
    } else if (character === "{") {
      open = i;
    } else if (character === "}") {
      open = -1;
    }
  }
  return { open, quote: -1 };
}

function valueAt(query: string, cursor: number, open: number, quoteAt: number): Completion {
  const name = /([A-Za-z_][A-Za-z0-9_]*)\s*(?:=~|!~|!=|=)\s*$/.exec(query.slice(open + 1, quoteAt))?.[1];
  if (name === undefined) {
    return NONE;
  }
  // an unfinished string reaches to the end of the query: what it replaces ends at the cursor
  const end = stringEnd(query, quoteAt);
  const rest = query.slice(cursor, end);
  const to = end < query.length && !/[,}{]/.test(rest) ? end + 1 : cursor;
  const others = [...matchersOf(`{${query.slice(open + 1, quoteAt)}`), ...after(query, to)];
  const selector = selectorOf(others.filter((matcher) => matcher.name !== name));
  return { kind: "value", name, prefix: query.slice(quoteAt + 1, cursor), selector, from: quoteAt, to };
}

function after(query: string, from: number) {
  const rest = query.slice(from).replace(/^\s*,/, "");
  return matchersOf(`{${rest}`);
}

function stageAt(query: string, cursor: number, quoteAt: number): Completion {
  const found = /\|\s*([a-z_]*)$/.exec(query.slice(0, cursor));
  if (quoteAt >= 0 || found === null) {
    return NONE;
  }
  const prefix = found[1] ?? "";
  return { kind: "stage", prefix, from: cursor - prefix.length, to: cursor };
}

/** The query after a choice, and where the cursor goes. */
export function complete(query: string, at: Completion, choice: string): { query: string; cursor: number } {
  if (at.kind === "none") {
    return { query, cursor: query.length };
  }
  const text = at.kind === "value" ? quote(choice) : at.kind === "name" ? `${choice}=` : `${choice} `;
  const isLast = at.kind === "value" && query.slice(at.to).trim() === "";
  return {
    query: query.slice(0, at.from) + text + (isLast ? "}" : "") + query.slice(at.to),
    cursor: at.from + text.length + (isLast ? 1 : 0),
  };
}

const MAX_OFFERED = 50;

/** Those that match what was typed: beginnings first, then parts. */
export function offered(choices: readonly string[], prefix: string): string[] {
  const typed = prefix.toLowerCase();
  const begin = choices.filter((choice) => choice.toLowerCase().startsWith(typed));
  const part = choices.filter((choice) => choice.toLowerCase().indexOf(typed) > 0);
  return [...begin, ...part].slice(0, MAX_OFFERED);
}
