// Lines by level over time; dragging zooms.
import { useMemo } from "preact/hooks";
import { Chart } from "../Chart";
import { COLOURS, GROUPS } from "../../lib/logs-levels";
import type { Columns } from "../../lib/columns";
import type { Histogram } from "../../lib/logs-histogram";
import { shownTheme } from "../../state/prefs";
import { histogram, shown } from "../../state/logs";
import { zoomTo } from "../../state/time";

const HEIGHT = 92;

function columnsOf({ grid, counts }: Histogram): Columns {
  const times = Array.from({ length: grid.count }, (_, i) => grid.startSeconds + i * grid.stepSeconds);
  // a bar of no height is none
  return [times, ...GROUPS.map((group) => counts[group].map((value) => (value === 0 ? null : value)))];
}

export function LogHistogram() {
  const now = histogram.value;
  const colours = COLOURS[shownTheme.value];
  const data = useMemo(() => (now === null ? null : columnsOf(now)), [now]);
  const series = useMemo(() => GROUPS.map((group) => ({ label: group, color: colours[group] })), [colours]);
  if (data === null) {
    return <div class="log-histogram" />;
  }
  return (
    <div class="log-histogram">
      <Chart
        data={data}
        series={series}
        kind="stacked bars"
        height={HEIGHT}
        legend="none"
        fromMs={shown.value.fromMs}
        toMs={shown.value.toMs}
        syncKey="logs"
        label="lines by level over time"
        onZoom={zoomTo}
      />
    </div>
  );
}
