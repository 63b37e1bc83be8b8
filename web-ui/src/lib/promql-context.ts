// Where the cursor is in a PromQL expression, and so what may stand there.
import { quoted } from "./labels";
import { tokens, type Token } from "./promql-tokens";

export type Context =
  | { kind: "expression" }
  | { kind: "label"; match: string | null }
  | { kind: "value"; label: string; match: string | null }
  | { kind: "quoted metric" }
  | { kind: "duration" }
  | { kind: "nothing" };

/** The context, and the part of the text that a completion replaces. */
export interface Place {
  context: Context;
  from: number;
  to: number;
  /** What is typed of it so far. */
  typed: string;
}

const GROUPING = new Set(["by", "without", "on", "ignoring", "group_left", "group_right"]);
const NOTHING: Context = { kind: "nothing" };

/** The metric and matchers of a selector as far as it is written. */
interface Selector {
  metric: string | null;
  matchers: string[];
}

interface Open {
  bracket: string;
  isGrouping: boolean;
  selector: Selector;
  label: string | null;
  operator: string | null;
}

/** Walks the tokens before the cursor and keeps what is open. */
class Walk {
  readonly open: Open[] = [];
  private metric: string | null = null;
  private firstMetric: string | null = null;
  private lastKeyword: string | null = null;

  take(token: Token): void {
    const top = this.open.at(-1);
    switch (token.kind) {
      case "space":
      case "comment":
        return;
      case "operator":
        this.operator(token.text, top);
        return;
      case "string":
        this.string(token.text, top);
        return;
      case "word":
        if (top?.bracket === "{") {
          top.label = token.text;
        } else if (!top?.isGrouping) {
          this.metric = token.text;
          this.firstMetric ??= token.text;
        }
        return;
      default:
        this.metric = null;
    }
    this.lastKeyword = token.kind === "keyword" ? token.text.toLowerCase() : null;
  }

  /** The metric that labels in a grouping are most likely of. */
  anyMetric(): string | null {
    return this.firstMetric;
  }

  private operator(text: string, top: Open | undefined): void {
    if (text === "{" || text === "(" || text === "[") {
      this.open.push({
        bracket: text,
        isGrouping: text === "(" && this.lastKeyword !== null && GROUPING.has(this.lastKeyword),
        selector: { metric: text === "{" ? this.metric : null, matchers: [] },
        label: null,
        operator: null,
      });
    } else if (text === "}" || text === ")" || text === "]") {
      this.open.pop();
    } else if (top?.bracket === "{") {
      if (text === ",") {
        top.label = null;
        top.operator = null;
      } else {
        top.operator = text;
      }
    }
    this.metric = null;
    this.lastKeyword = null;
  }

  private string(text: string, top: Open | undefined): void {
    if (top?.bracket !== "{") {
      return;
    }
    const value = unquoted(text);
    if (top.label !== null && top.operator !== null) {
      top.selector.matchers.push(`${top.label}${top.operator}${quoted(value)}`);
    } else if (top.selector.metric === null) {
      top.selector.metric = value;
      this.firstMetric ??= value;
    } else {
      top.label = value;
    }
  }
}

/** The text of a literal, as far as it is written. */
export function unquoted(literal: string): string {
  const quote = literal[0] ?? "";
  const inner = literal.length > 1 && literal.endsWith(quote) ? literal.slice(1, -1) : literal.slice(1);
  return quote === "`" ? inner : inner.replace(/\\(.)/g, "$1");
}

function isOpenString(token: Token, cursor: number): boolean {
  const quote = token.text[0] ?? "";
  const isClosed = token.text.length > 1 && token.text.endsWith(quote);
  return !isClosed || cursor < token.from + token.text.length;
}

/** A selector for `match[]`; null when it would select everything. */
function matchOf(selector: Selector): string | null {
  const all = selector.metric === null ? [] : [`__name__=${quoted(selector.metric)}`];
  all.push(...selector.matchers);
  return all.length === 0 ? null : `{${all.join(",")}}`;
}

export function placeOf(text: string, cursor: number): Place {
  const walk = new Walk();
  let at: Token | undefined;
  for (const token of tokens(text)) {
    if (token.from >= cursor) {
      break;
    }
    const isUnderCursor = token.from + token.text.length >= cursor;
    if (isUnderCursor && /^(word|function|keyword|string|duration|number|comment)$/.test(token.kind)) {
      at = token;
      break;
    }
    walk.take(token);
  }
  return at === undefined ? between(walk, cursor) : within(walk, at, cursor);
}

function outside(walk: Walk): Context {
  const top = walk.open.at(-1);
  if (top?.bracket === "{") {
    return top.operator === null ? { kind: "label", match: matchOf(top.selector) } : NOTHING;
  }
  if (top?.bracket === "[") {
    return { kind: "duration" };
  }
  if (top?.isGrouping) {
    const metric = walk.anyMetric();
    return { kind: "label", match: metric === null ? null : matchOf({ metric, matchers: [] }) };
  }
  return { kind: "expression" };
}

function between(walk: Walk, cursor: number): Place {
  return { context: outside(walk), from: cursor, to: cursor, typed: "" };
}

function within(walk: Walk, token: Token, cursor: number): Place {
  const typed = token.text.slice(0, cursor - token.from);
  const to = token.from + token.text.length;
  if (token.kind === "comment") {
    return { context: NOTHING, from: cursor, to: cursor, typed: "" };
  }
  if (token.kind !== "string") {
    const context = outside(walk);
    const fits = context.kind === "duration" || !/^(number|duration)$/.test(token.kind);
    return { context: fits ? context : NOTHING, from: token.from, to, typed };
  }
  const top = walk.open.at(-1);
  if (top?.bracket !== "{" || !isOpenString(token, cursor)) {
    return { context: NOTHING, from: cursor, to: cursor, typed: "" };
  }
  // A string without its end swallows what follows: only the part before the cursor is replaced.
  const isClosed = token.text.length > 1 && token.text.endsWith(token.text[0] ?? "");
  const end = isClosed ? to : cursor;
  const context: Context =
    top.label !== null && top.operator !== null
      ? { kind: "value", label: top.label, match: matchOf(top.selector) }
      : { kind: "quoted metric" };
  return { context, from: token.from, to: end, typed: unquoted(typed) };
}
