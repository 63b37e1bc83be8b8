// Options of uPlot for our charts: no legend of its own (ours is text in the page), axes in our units
// and zone, one cursor over all charts of a page.
import uPlot from "uplot";
import { positive, stacked, type Column, type Columns } from "../lib/columns";
import { axisValue, type Unit } from "../lib/format";
import { stroke, translucent, type Theme } from "../lib/palette";
import { axisTimes, type Zone } from "../lib/time";

export type Kind = "line" | "area" | "bars" | "stacked" | "stacked bars";

export interface SeriesMeta {
  label: string;
  /** A colour of its own; else the next of the palette. */
  color?: string;
  /** The place of the series down to which the area below this one is filled: a band. */
  fillTo?: number;
}

export interface Look {
  kind: Kind;
  unit: Unit;
  theme: Theme;
  zone: Zone;
  isLog: boolean;
  /** Fixed ends of the vertical axis; null is what the data need. */
  min: number | null;
  max: number | null;
  syncKey: string;
}

const FONT = "11px system-ui, sans-serif";
const POINTS_UP_TO = 2;

export function isStacked(kind: Kind): boolean {
  return kind === "stacked" || kind === "stacked bars";
}

function isBars(kind: Kind): boolean {
  return kind === "bars" || kind === "stacked bars";
}

/** Colour and dash of series `index`. */
export function look(meta: SeriesMeta | undefined, index: number, theme: Theme): { color: string; dash: number[] } {
  const next = stroke(index, theme);
  return meta?.color === undefined ? next : { color: meta.color, dash: [] };
}

/** What uPlot draws: sums for stacked charts; hidden series have no share in them. */
export function drawn(
  data: Columns,
  kind: Kind,
  hidden: ReadonlySet<number>,
  isLog: boolean,
): uPlot.AlignedData {
  if (!isStacked(kind)) {
    return (isLog ? positive(data) : data) as uPlot.AlignedData;
  }
  const [times, ...series] = data;
  const shown = series.map((column, i): Column => (hidden.has(i) ? column.map(() => null) : column));
  const [, ...sums] = stacked([times, ...shown]);
  return [times, ...sums.map((column, i) => (hidden.has(i) ? shown[i] : column))] as uPlot.AlignedData;
}

/** The y range: from zero for areas, with some air, never of no height. */
function yRange(wanted: Look): uPlot.Scale.Range {
  return (_, dataMin, dataMax): uPlot.Range.MinMax => {
    if (dataMin === null || dataMax === null || !Number.isFinite(dataMin) || !Number.isFinite(dataMax)) {
      return [wanted.min ?? 0, wanted.max ?? 1];
    }
    const low = wanted.min ?? (dataMin >= 0 ? 0 : dataMin - (dataMax - dataMin) * 0.05);
    const high = wanted.max ?? dataMax + Math.max(dataMax - low, Math.abs(dataMax) * 0.01) * 0.08;
    return [low, high > low ? high : low + 1];
  };
}

function series(metas: readonly SeriesMeta[], wanted: Look): uPlot.Series[] {
  return metas.map((meta, i): uPlot.Series => {
    const { color, dash } = look(meta, i, wanted.theme);
    const bars = uPlot.paths.bars?.({ size: [0.9, 40], align: 1 });
    return {
      label: String(i), // never shown
      stroke: color,
      width: isBars(wanted.kind) ? 0 : 1.5,
      dash,
      spanGaps: false,
      ...(wanted.kind === "line" ? {} : { fill: fill(wanted, color) }),
      ...(isBars(wanted.kind) && bars ? { paths: bars } : {}),
      points: { show: isBars(wanted.kind) ? false : lonely, size: 4, fill: color, width: 0 },
    };
  });
}

function fill(wanted: Look, color: string): string {
  return translucent(color, isBars(wanted.kind) ? 0.85 : wanted.kind === "stacked" ? 0.45 : 0.14);
}

/** Points are drawn where a line would show nothing: few values, or values with gaps on both sides. */
function lonely(u: uPlot, index: number, from: number, to: number): boolean {
  const column = u.data[index] ?? [];
  let values = 0;
  for (let i = from; i <= to; i++) {
    if (typeof column[i] === "number") {
      values++;
      const isAlone = typeof column[i - 1] !== "number" && typeof column[i + 1] !== "number";
      if (isAlone && to - from < 400) {
        return true;
      }
    }
  }
  return values <= POINTS_UP_TO;
}

/** Areas between a stacked series and the next one shown below it, and bands. */
function bands(metas: readonly SeriesMeta[], wanted: Look, hidden: ReadonlySet<number>): uPlot.Band[] {
  const all = metas.flatMap(({ fillTo, color }, i): uPlot.Band[] =>
    fillTo === undefined || hidden.has(i) || hidden.has(fillTo)
      ? []
      : [{ series: [i + 1, fillTo + 1], fill: translucent(color ?? stroke(i, wanted.theme).color, 0.12) }],
  );
  if (isStacked(wanted.kind)) {
    let below = -1;
    for (let i = 0; i < metas.length; i++) {
      if (!hidden.has(i)) {
        if (below >= 0) {
          all.push({ series: [i + 1, below + 1] });
        }
        below = i;
      }
    }
  }
  return all;
}

function axes(wanted: Look): uPlot.Axis[] {
  const style = getComputedStyle(document.documentElement);
  const faint = style.getPropertyValue("--faint").trim() || "#888";
  const line = style.getPropertyValue("--grid").trim() || "#ddd";
  const common = { stroke: faint, font: FONT, ticks: { show: false } };
  return [
    {
      ...common,
      size: 25,
      gap: 8,
      space: 64,
      grid: { stroke: line, width: 1 },
      values: (_, splits, __, ___, increment) => axisTimes(splits, increment, wanted.zone),
    },
    {
      ...common,
      size: 58,
      gap: 5,
      space: 26,
      grid: { stroke: line, width: 1 },
      values: (_, splits) => splits.map((value) => (value === null ? "" : axisValue(value, wanted.unit))),
      ...(wanted.unit === "bytes" || wanted.unit === "bytes/s" ? { incrs: BINARY_STEPS } : {}),
    },
  ];
}

/** 1, 2 and 5 times powers of two and 1024, so that byte axes read well. */
const BINARY_STEPS = Array.from({ length: 56 }, (_, exponent) => 2 ** exponent);

export interface Events {
  onZoom: (fromMs: number, toMs: number) => void;
  onZoomBack: () => void;
  onCursor: (index: number | null) => void;
}

export function options(
  metas: readonly SeriesMeta[],
  size: { width: number; height: number },
  xRange: () => [number, number],
  wanted: Look,
  hidden: ReadonlySet<number>,
  events: Events,
): uPlot.Options {
  return {
    ...size,
    padding: [8, 26, 0, 0], // room for half of the last time
    legend: { show: false },
    tzDate: (seconds) =>
      wanted.zone === "utc" ? uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC") : new Date(seconds * 1000),
    scales: {
      x: { time: true, range: (): uPlot.Range.MinMax => xRange() },
      y: wanted.isLog ? { distr: 3, log: 10 } : { range: yRange(wanted) },
    },
    series: [{}, ...series(metas, wanted).map((each, i) => ({ ...each, show: !hidden.has(i) }))],
    bands: bands(metas, wanted, hidden),
    axes: axes(wanted),
    cursor: {
      sync: { key: wanted.syncKey, setSeries: false },
      drag: { x: true, y: false, setScale: false },
      points: { show: wanted.kind === "line" || wanted.kind === "area", size: 6 },
      bind: {
        dblclick: () => () => {
          events.onZoomBack();
          return null;
        },
      },
    },
    hooks: {
      setCursor: [(u) => events.onCursor(u.cursor.idx ?? null)],
      setSelect: [
        (u) => {
          if (u.select.width > 4) {
            const from = u.posToVal(u.select.left, "x");
            const to = u.posToVal(u.select.left + u.select.width, "x");
            u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            events.onZoom(from * 1000, to * 1000);
          }
        },
      ],
    },
  };
}
