import type { Labels, QueryResult } from "../api/types";

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];

/** Bytes with a binary unit, three digits: `1.5 MiB`. */
export function bytes(count: number): string {
  let value = count;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

/** Seconds as the two largest units: `3 d 4 h`. */
export function duration(seconds: number): string {
  const parts: [number, string][] = [
    [86_400, "d"],
    [3_600, "h"],
    [60, "min"],
    [1, "s"],
  ];
  let rest = Math.max(0, Math.floor(seconds));
  const shown: string[] = [];
  for (const [size, name] of parts) {
    const count = Math.floor(rest / size);
    if (count > 0 && shown.length < 2) {
      shown.push(`${count} ${name}`);
    }
    rest %= size;
  }
  return shown.length === 0 ? "0 s" : shown.join(" ");
}

/** A whole number with thin groups: `1 234 567`. */
export function count(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+(?!\d))/g, "\u202f");
}

/** A series as PromQL writes it: `name{a="b"}`. */
export function seriesName(labels: Labels): string {
  const pairs = Object.entries(labels)
    .filter(([name]) => name !== "__name__")
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const name = labels["__name__"] ?? "";
  return pairs.length === 0 ? name || "{}" : `${name}{${pairs.join(", ")}}`;
}

export interface Row {
  series: string;
  value: string;
}

/** The rows of an instant answer. */
export function rows(result: QueryResult): Row[] {
  switch (result.resultType) {
    case "scalar":
    case "string":
      return [{ series: result.resultType, value: result.result[1] }];
    case "vector":
      return result.result.map((row) => ({
        series: seriesName(row.metric),
        value: row.value?.[1] ?? "histogram",
      }));
    case "matrix":
      return result.result.map((row) => ({
        series: seriesName(row.metric),
        value: (row.values ?? []).map((point) => `${point[1]} @${point[0]}`).join("\n"),
      }));
  }
}
