// Label sets as PromQL writes them, and what tells several of them apart.
import { visibleLine } from "./text";

export type Labels = Record<string, string>;

const NAME = "__name__";
const PLAIN_METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const PLAIN_LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** A PromQL string literal: `"a\"b"`. */
export function quoted(value: string): string {
  return JSON.stringify(value);
}

/** True when `name` may stand in PromQL without quotes. */
export function isPlainMetric(name: string): boolean {
  return PLAIN_METRIC.test(name);
}

export function labelName(name: string): string {
  return PLAIN_LABEL.test(name) ? name : quoted(name);
}

/** The selector of exactly these labels: `up{job="a"}`, `{"stats.hits", host="b"}`. */
export function selector(labels: Labels): string {
  const name = labels[NAME] ?? "";
  const pairs = Object.entries(labels)
    .filter(([label]) => label !== NAME)
    .map(([label, value]) => `${labelName(label)}=${quoted(value)}`);
  if (name !== "" && !isPlainMetric(name)) {
    return `{${[quoted(name), ...pairs].join(", ")}}`;
  }
  return pairs.length === 0 ? name || "{}" : `${name}{${pairs.join(", ")}}`;
}

/** A series for people: as `selector`, with nothing hidden in its values. */
export function seriesName(labels: Labels): string {
  return visibleLine(selector(labels));
}

/** Names of labels that do not have the same value in all of `sets`. */
export function differing(sets: readonly Labels[]): string[] {
  const names = new Set(sets.flatMap((labels) => Object.keys(labels)));
  return [...names].filter((name) => sets.some((labels) => labels[name] !== sets[0]?.[name]));
}

/** Short names for series shown side by side: only what tells them apart. */
export function shortNames(sets: readonly Labels[]): string[] {
  const names = differing(sets);
  return sets.map((labels) => {
    const rest = names.filter((name) => name !== NAME && labels[name] !== undefined);
    if (names.includes(NAME) || rest.length === 0) {
      return seriesName(
        Object.fromEntries([NAME, ...rest].flatMap((n) => (labels[n] === undefined ? [] : [[n, labels[n]]]))),
      );
    }
    return rest.length === 1
      ? visibleLine(labels[rest[0] ?? ""] ?? "")
      : rest.map((name) => `${name}=${visibleLine(labels[name] ?? "")}`).join(" ");
  });
}
