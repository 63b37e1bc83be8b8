// The rows of an instant answer, of whatever type.
import type { QueryResult } from "../api/types";
import { number } from "./columns";
import type { Labels } from "./labels";

export interface InstantRow {
  labels: Labels;
  /** As the server wrote it; points of a range selector one per line. */
  text: string;
  /** What to sort by. */
  value: number;
}

export function instantRows(result: QueryResult): InstantRow[] {
  switch (result.resultType) {
    case "scalar":
      return [{ labels: {}, text: result.result[1], value: number(result.result[1]) }];
    case "string":
      return [{ labels: {}, text: result.result[1], value: NaN }];
    case "vector":
      return result.result.map((row) => {
        const text = row.value?.[1];
        return text === undefined
          ? { labels: row.metric, text: histogramText(row.histogram?.[1]), value: number(row.histogram?.[1].count ?? "NaN") }
          : { labels: row.metric, text, value: number(text) };
      });
    case "matrix":
      return result.result.map((row) => {
        const points = row.values ?? [];
        const last = points.at(-1);
        return {
          labels: row.metric,
          text: points.map((point) => `${point[1]} @${point[0]}`).join("\n"),
          value: last === undefined ? NaN : number(last[1]),
        };
      });
  }
}

function histogramText(histogram: { count: string; sum: string } | undefined): string {
  return histogram === undefined ? "" : `histogram of ${histogram.count} values, sum ${histogram.sum}`;
}
