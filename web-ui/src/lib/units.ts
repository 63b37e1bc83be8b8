// A guess at the unit of an expression from the names in it; right for metrics named by Prometheus'
// rules, and easily overridden.
import type { Unit } from "./format";
import { tokens } from "./promql-tokens";

/** What can be chosen by hand. */
export const UNITS: readonly Unit[] = ["number", "bytes", "bytes/s", "ratio", "seconds", "per second"];

const RATES = new Set(["rate", "irate", "deriv"]);
const COUNTS = new Set(["count", "count_over_time", "changes", "resets", "absent", "group"]);

export function guessedUnit(expression: string): Unit {
  const all = tokens(expression);
  const functions = all.filter((token) => token.kind === "function").map((token) => token.text);
  const metrics = all.filter((token) => token.kind === "word" && /_/.test(token.text)).map((token) => token.text);
  if (functions.some((name) => COUNTS.has(name)) || metrics.length === 0 || / [*/] /.test(expression)) {
    return "number";
  }
  const isRate = functions.some((name) => RATES.has(name));
  const ofEach = new Set(metrics.map((name) => unitOf(name, isRate)));
  const [only] = ofEach;
  return ofEach.size === 1 && only !== undefined ? only : "number";
}

function unitOf(metric: string, isRate: boolean): Unit {
  if (/_seconds_bucket$/.test(metric)) {
    return "seconds"; // of histogram_quantile
  }
  if (/_bytes(_total|_sum)?$/.test(metric)) {
    return isRate ? "bytes/s" : "bytes";
  }
  if (/_seconds(_total|_sum)?$/.test(metric)) {
    return isRate ? "ratio" : "seconds";
  }
  if (/_ratio$/.test(metric)) {
    return "ratio";
  }
  return isRate ? "per second" : "number";
}
