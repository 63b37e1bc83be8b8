// A chart of columns over time.
//
//   <Chart data={[times, v1, v2]} series={[{ label: "user" }, { label: "system" }]} kind="stacked"
//     unit="ratio" fromMs={..} toMs={..} height={160} onZoom={zoomTo} legend="list" />
//
// The chart takes the width of its place and follows it. Dragging calls `onZoom`; a double click takes
// the last zoom back. Colours follow the theme. Labels never go into the chart's own markup: the legend
// is drawn here, as text. `legend`: "list" (names, last values), "table" (last, min, max, mean), "none".
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Columns } from "../lib/columns";
import type { Unit } from "../lib/format";
import { shownTheme, zone } from "../state/prefs";
import { zoomBack } from "../state/time";
import { ChartTip } from "./ChartTip";
import { Legend } from "./Legend";
import { drawn, options, type Kind, type Look, type SeriesMeta } from "./plot";

export type { Kind, SeriesMeta } from "./plot";

export interface ChartProps {
  data: Columns;
  series: readonly SeriesMeta[];
  fromMs: number;
  toMs: number;
  kind?: Kind;
  unit?: Unit;
  height?: number;
  min?: number | null;
  max?: number | null;
  isLog?: boolean;
  legend?: "list" | "table" | "none";
  /** Charts with the same key share one cursor. */
  syncKey?: string;
  onZoom?: (fromMs: number, toMs: number) => void;
  /** What the chart shows, for those who cannot see it. */
  label?: string;
}

export function Chart(props: ChartProps) {
  const { data, series, kind = "line", unit = "number", height = 140, legend = "list" } = props;
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const hidden = useSignal<ReadonlySet<number>>(new Set());
  const cursor = useSignal<number | null>(null);
  const theme = shownTheme.value;
  const shownZone = zone.value;
  const labels = series.map((each) => `${each.label}\u0000${each.color ?? ""}`).join("\u0001");

  useEffect(() => {
    if (hidden.value.size > 0) {
      hidden.value = new Set();
    }
  }, [labels]);

  useEffect(() => {
    const element = place.current;
    if (!element) {
      return;
    }
    const wanted: Look = {
      kind, unit, theme, zone: shownZone,
      isLog: props.isLog ?? false, min: props.min ?? null, max: props.max ?? null,
      syncKey: props.syncKey ?? "weir",
    };
    const made = new uPlot(
      options(
        series,
        { width: Math.max(80, element.clientWidth), height },
        () => [latest.current.fromMs / 1000, latest.current.toMs / 1000],
        wanted,
        hidden.value,
        {
          onZoom: (from, to) => latest.current.onZoom?.(from, to),
          onZoomBack: zoomBack,
          onCursor: (index) => (cursor.value = index),
        },
      ),
      drawn(latest.current.data, kind, hidden.value, wanted.isLog),
      element,
    );
    plot.current = made;
    const resized = new ResizeObserver(() => {
      const width = element.clientWidth;
      if (width > 0 && width !== made.width) {
        made.setSize({ width, height });
      }
    });
    resized.observe(element);
    return () => {
      resized.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [labels, kind, unit, theme, shownZone, height, props.isLog, props.min, props.max, props.syncKey, hidden.value]);

  useEffect(() => {
    plot.current?.setData(drawn(data, kind, hidden.value, props.isLog ?? false));
  }, [data, props.fromMs, props.toMs]);

  const look = { theme, unit };
  return (
    <div class="chart">
      <div class="plot" role="img" aria-label={props.label ?? series.map((each) => each.label).slice(0, 8).join(", ")}>
        <div ref={place} class="canvas" />
        <ChartTip plot={plot} data={data} series={series} index={cursor.value} hidden={hidden.value} look={look} zone={shownZone} />
      </div>
      {legend !== "none" && (
        <Legend data={data} series={series} look={look} kind={legend} hidden={hidden} />
      )}
    </div>
  );
}
