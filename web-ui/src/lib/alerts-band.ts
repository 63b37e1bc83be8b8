// The band that an anomaly rule has learnt, as series for the chart of its alerts.
import type { Alert, Rule } from "../api/alerts";
import { labelName, quoted, type Labels } from "./labels";

/** Selects the band of the series that an alert is about: its labels without those that the rule added. */
export function bandQuery(rule: Rule, alert: Alert): string {
  const added = rule.labels ?? {};
  const own = Object.entries(alert.labels).filter(([name]) => name !== "alertname" && added[name] === undefined);
  const matchers = [["alertname", rule.name] as const, ...own].map(([name, value]) => `${labelName(name)}=${quoted(value)}`);
  return `ANOMALY_BAND{${matchers.join(",")}}`;
}

/** The places of the two bounds among series; null where there is not one of each. */
export function boundsOf(labels: readonly Labels[]): { lower: number; upper: number } | null {
  const places = (bound: string) => labels.flatMap((each, i) => (each["bound"] === bound ? [i] : []));
  const [lower, upper] = [places("lower"), places("upper")];
  return lower.length === 1 && upper.length === 1 ? { lower: lower[0] ?? 0, upper: upper[0] ?? 0 } : null;
}

/** What the rule calls unusual, in words. */
export function anomalyText(rule: Rule): string | null {
  const { anomaly } = rule;
  if (anomaly === undefined) {
    return null;
  }
  const side = { both: "leaves", up: "rises above", down: "falls below" }[anomaly.direction];
  const season = { day: "learnt by the time of day", week: "learnt by the time of the week" }[anomaly.season];
  return `alerts when it ${side} its usual band (${season ?? "without a season"}, sensitivity ${anomaly.sensitivity})`;
}
