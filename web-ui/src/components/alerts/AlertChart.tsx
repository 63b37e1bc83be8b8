// What a rule measures around the time its alert began, with the line that it must not cross.
import { useMemo } from "preact/hooks";
import { queryRange, type RangeAnswer } from "../../api/prom";
import { isSeriesOf, thresholdOf } from "../../lib/alerts-expr";
import { timeOf, type AlertItem } from "../../lib/alerts-groups";
import type { Columns } from "../../lib/columns";
import { shortNames } from "../../lib/labels";
import { stepFor } from "../../lib/steps";
import { useLoad } from "../../state/load";
import { shownTheme } from "../../state/prefs";
import { Chart, type SeriesMeta } from "../Chart";
import { Failed } from "../States";

const MOST = 20;
const LEAST_MS = 1_800_000;
const MOST_MS = 86_400_000;
const LIMIT_COLOUR = { light: "#c8322a", dark: "#f0645a" };

/** Half an hour before it began until now, a day at most. */
function around(item: AlertItem, nowMs: number): { fromMs: number; toMs: number } {
  const since = timeOf(item.alert.activeAt) ?? nowMs;
  const hold = (item.rule.duration ?? 0) * 1_000;
  return { fromMs: Math.max(nowMs - MOST_MS, Math.min(since - LEAST_MS, since - 2 * hold)), toMs: nowMs };
}

/** The series that may belong to the alert; all of them when none does. */
function own(answer: RangeAnswer, alert: Record<string, string>): number[] {
  const all = answer.labels.map((_, i) => i);
  const its = all.filter((i) => isSeriesOf(answer.labels[i] ?? {}, alert));
  return (its.length > 0 ? its : all).slice(0, MOST);
}

export function AlertChart({ item }: { item: AlertItem }) {
  const nowMs = useMemo(() => Date.now(), [item.key, item.alert.value]);
  const { fromMs, toMs } = around(item, nowMs);
  const threshold = useMemo(() => thresholdOf(item.rule.query), [item.rule.query]);
  const query = threshold?.measured ?? item.rule.query;
  const { data, error } = useLoad(
    (abort) => queryRange({ query, fromMs, toMs, step: stepFor((toMs - fromMs) / 1000, 400) }, abort),
    [query, nowMs],
  );
  if (error !== null) {
    return <Failed message={`no chart: ${error}`} />;
  }
  if (data === null) {
    return <div class="alert-chart" />;
  }
  const kept = own(data, item.alert.labels);
  const [times] = data.data;
  const columns: Columns = [times, ...kept.map((i) => data.data[i + 1] ?? [])];
  const names = shortNames(kept.map((i) => data.labels[i] ?? {}));
  const series: SeriesMeta[] = names.map((label) => ({ label: label === "{}" ? "value" : label }));
  if (threshold !== null) {
    columns.push(times.map(() => threshold.value));
    series.push({ label: `${threshold.op} ${threshold.value}`, color: LIMIT_COLOUR[shownTheme.value] });
  }
  return (
    <div class="alert-chart">
      <Chart data={columns} series={series} fromMs={fromMs} toMs={toMs} height={130} syncKey="alerts" />
    </div>
  );
}
