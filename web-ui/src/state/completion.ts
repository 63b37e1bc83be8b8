// What may be typed next in a PromQL editor.
import { quoted, isPlainMetric, labelName } from "../lib/labels";
import { PROMQL_FUNCTIONS } from "../lib/promql-functions";
import { placeOf, type Place } from "../lib/promql-context";
import { ranked } from "../lib/rank";
import { findLabels, findMetrics, findValues, knownOf } from "./names";

export interface Suggestion {
  name: string;
  /** What is put in, and where the cursor stands in it. */
  insert: string;
  cursor: number;
  /** A word on what it is: `counter`, `function`. */
  detail: string;
  help: string;
}

export interface Suggestions {
  place: Place;
  items: readonly Suggestion[];
}

const LIMIT = 60;
const DURATIONS = ["1m", "5m", "15m", "30m", "1h", "6h", "1d", "7d"];
const KEYWORDS = ["by", "without", "on", "ignoring", "group_left", "group_right", "offset", "bool", "and", "or", "unless"];

function plain(name: string, detail: string, insert = name, help = ""): Suggestion {
  return { name, insert, cursor: insert.length, detail, help };
}

function metric(name: string): Suggestion {
  const about = knownOf(name);
  const insert = isPlainMetric(name) ? name : `{${quoted(name)}}`;
  return plain(name, about?.type ?? "", insert, about?.help ?? "");
}

const FUNCTION_ITEMS: readonly Suggestion[] = PROMQL_FUNCTIONS.map(({ name, parameters, isAggregation }) => ({
  name,
  insert: `${name}()`,
  cursor: name.length + (parameters === "()" ? 2 : 1),
  detail: isAggregation ? "aggregation" : "function",
  help: `${name}${parameters}`,
}));

const KEYWORD_ITEMS = KEYWORDS.map((name) => plain(name, "keyword"));

async function itemsFor(place: Place, abort: AbortSignal): Promise<Suggestion[]> {
  const { context, typed } = place;
  switch (context.kind) {
    case "expression": {
      const { names } = await findMetrics(typed, abort);
      const functions = ranked(FUNCTION_ITEMS, (item) => item.name, typed, 12);
      const metrics = ranked(names, (name) => name, typed, LIMIT).map(metric);
      const words = typed === "" ? [] : ranked(KEYWORD_ITEMS, (item) => item.name, typed, 4);
      return ranked([...functions, ...metrics, ...words], (item) => item.name, typed, LIMIT);
    }
    case "label": {
      const names = (await findLabels(context.match, abort)).filter((name) => name !== "__name__");
      return ranked(names, (name) => name, typed, LIMIT).map((name) => plain(name, "label", labelName(name)));
    }
    case "value": {
      const values = await findValues(context.label, context.match, abort);
      return ranked(values, (value) => value, typed, LIMIT).map((value) => plain(value, "value", quoted(value)));
    }
    case "quoted metric": {
      const { names } = await findMetrics(typed, abort);
      return ranked(names, (name) => name, typed, LIMIT).map((name) => plain(name, knownOf(name)?.type ?? "", quoted(name), knownOf(name)?.help ?? ""));
    }
    case "duration":
      return ranked(DURATIONS, (each) => each, typed, LIMIT).map((each) => plain(each, "duration"));
    case "nothing":
      return [];
  }
}

/** Suggestions at the cursor; none when what is typed is the only one already. */
export async function suggest(text: string, cursor: number, abort: AbortSignal): Promise<Suggestions> {
  const place = placeOf(text, cursor);
  const items = await itemsFor(place, abort);
  const isDone = items.length === 1 && items[0]?.insert === text.slice(place.from, place.to);
  return { place, items: isDone ? [] : items };
}

/** True when typing at this place opens the list by itself. */
export function opensByItself(place: Place): boolean {
  switch (place.context.kind) {
    case "expression":
      return place.typed.length > 0;
    case "nothing":
      return false;
    default:
      return true;
  }
}
