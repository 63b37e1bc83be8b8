// The answer to a metric query: a chart of its series.
import { useMemo } from "preact/hooks";
import { Chart } from "../Chart";
import { Empty, Truncated } from "../States";
import { columns } from "../../lib/columns";
import { shortNames } from "../../lib/labels";
import { COLOURS, groupOf } from "../../lib/logs-levels";
import { shownTheme } from "../../state/prefs";
import { series, shown } from "../../state/logs";
import { zoomTo } from "../../state/time";

const MOST = 100;

export function LogSeries() {
  const all = series.value ?? [];
  const { fromMs, toMs, stepSeconds } = shown.value;
  const rows = useMemo(() => all.slice(0, MOST), [all]);
  const data = useMemo(() => {
    const start = Math.floor(fromMs / 1000 / stepSeconds) * stepSeconds;
    return columns(rows, start, toMs / 1000, stepSeconds);
  }, [rows, fromMs, toMs, stepSeconds]);
  const colours = COLOURS[shownTheme.value];
  const names = useMemo(() => {
    const short = shortNames(rows.map((row) => row.metric));
    return short.map((name, i) => {
      const labels = rows[i]?.metric ?? {};
      const isLevel = rows.every((row) => Object.keys(row.metric).every((label) => label === "level"));
      const none = isLevel && rows.length > 1 ? "no level" : "all lines";
      const label = Object.keys(labels).length === 0 ? none : name;
      return isLevel && rows.length > 1 ? { label, color: colours[groupOf(labels["level"] ?? "")] } : { label };
    });
  }, [rows, colours]);
  if (all.length === 0) {
    return <Empty>no series: nothing matches in this range</Empty>;
  }
  return (
    <div class="panel log-series">
      {all.length > MOST && <Truncated>the first {MOST} of {all.length} series</Truncated>}
      <Chart data={data} series={names} fromMs={fromMs} toMs={toMs} height={300} legend="table" onZoom={zoomTo} />
    </div>
  );
}
