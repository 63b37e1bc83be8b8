// What a rule measures around the time its alert began, with the line that it must not cross or the
// band that it usually keeps to.
import { useMemo } from "preact/hooks";
import { queryRange, type RangeAnswer } from "../../api/prom";
import { bandQuery, boundsOf } from "../../lib/alerts-band";
import { isSeriesOf, thresholdOf, type Threshold } from "../../lib/alerts-expr";
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
const BAND_COLOUR = { light: "#17713c", dark: "#5fc58b" };

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

interface Drawn {
  columns: Columns;
  series: SeriesMeta[];
}

/** What is measured, under its own names. */
function measured(answer: RangeAnswer, alert: Record<string, string>): Drawn {
  const kept = own(answer, alert);
  const names = shortNames(kept.map((i) => answer.labels[i] ?? {}));
  return {
    columns: [answer.data[0], ...kept.map((i) => answer.data[i + 1] ?? [])],
    series: names.map((label) => ({ label: label === "{}" ? "value" : label })),
  };
}

/** Adds the line that must not be crossed. */
function withThreshold({ columns, series }: Drawn, threshold: Threshold, color: string): Drawn {
  const label = `${threshold.op} ${threshold.value}`;
  return {
    columns: [...columns, columns[0].map(() => threshold.value)],
    series: [...series, { label, color }],
  };
}

/** Adds the band that an anomaly rule expects values in. */
function withBand({ columns, series }: Drawn, band: RangeAnswer, color: string): Drawn {
  const bounds = boundsOf(band.labels);
  if (bounds === null) {
    return { columns, series };
  }
  const lower = series.length;
  return {
    columns: [...columns, band.data[bounds.lower + 1] ?? [], band.data[bounds.upper + 1] ?? []],
    series: [...series, { label: "usual from", color }, { label: "usual to", color, fillTo: lower }],
  };
}

async function load(item: AlertItem, threshold: Threshold | null, nowMs: number, abort: AbortSignal) {
  const { fromMs, toMs } = around(item, nowMs);
  const step = stepFor((toMs - fromMs) / 1000, 400);
  const ask = (query: string) => queryRange({ query, fromMs, toMs, step }, abort);
  const [answer, band] = await Promise.all([
    ask(threshold?.measured ?? item.rule.query),
    item.rule.anomaly === undefined ? null : ask(bandQuery(item.rule, item.alert)),
  ]);
  return { answer, band, fromMs, toMs };
}

export function AlertChart({ item }: { item: AlertItem }) {
  const nowMs = useMemo(() => Date.now(), [item.key, item.alert.value]);
  const isAnomaly = item.rule.anomaly !== undefined;
  const threshold = useMemo(() => (isAnomaly ? null : thresholdOf(item.rule.query)), [item.rule.query, isAnomaly]);
  const { data, error } = useLoad((abort) => load(item, threshold, nowMs, abort), [item.key, item.rule.query, nowMs]);
  if (error !== null) {
    return <Failed message={`no chart: ${error}`} />;
  }
  if (data === null) {
    return <div class="alert-chart" />;
  }
  const color = LIMIT_COLOUR[shownTheme.value];
  let drawn = measured(data.answer, item.alert.labels);
  if (threshold !== null) {
    drawn = withThreshold(drawn, threshold, color);
  }
  if (data.band !== null) {
    drawn = withBand(drawn, data.band, BAND_COLOUR[shownTheme.value]);
  }
  return (
    <div class="alert-chart">
      <Chart data={drawn.columns} series={drawn.series} fromMs={data.fromMs} toMs={data.toMs} height={130} syncKey="alerts" />
    </div>
  );
}
