// The values under the cursor: the largest ones, as text beside it.
import type { RefObject } from "preact";
import type uPlot from "uplot";
import type { Columns } from "../lib/columns";
import { formatted, type Unit } from "../lib/format";
import type { Theme } from "../lib/palette";
import { cut, visibleLine } from "../lib/text";
import { dateTime, type Zone } from "../lib/time";
import { look as lookOf, type SeriesMeta } from "./plot";

const MAX_ROWS = 12;
const NAME_LIMIT = 80;

interface Props {
  plot: RefObject<uPlot | null>;
  data: Columns;
  series: readonly SeriesMeta[];
  index: number | null;
  hidden: ReadonlySet<number>;
  look: { theme: Theme; unit: Unit };
  zone: Zone;
}

interface Row {
  at: number;
  label: string;
  value: number;
}

/** The values at `index`, largest first. */
function rowsAt({ data, series, index, hidden }: Props): Row[] {
  const rows: Row[] = [];
  series.forEach((meta, at) => {
    const value = data[at + 1]?.[index ?? -1];
    if (!hidden.has(at) && typeof value === "number") {
      rows.push({ at, label: meta.label, value });
    }
  });
  return rows.sort((a, b) => b.value - a.value);
}

export function ChartTip(props: Props) {
  const { plot, data, series, index, look, zone } = props;
  const u = plot.current;
  const time = index === null ? undefined : data[0][index];
  const isHere = u?.over.matches(":hover") ?? false;
  if (!u || !isHere || time === undefined) {
    return null;
  }
  const rows = rowsAt(props);
  const left = (u.cursor.left ?? 0) + u.over.offsetLeft;
  const isRight = left > u.width / 2;
  const style = isRight ? { right: `${u.width - left + 14}px` } : { left: `${left + 14}px` };
  return (
    <div class="tip" style={style}>
      <div class="tip-time">{dateTime(time * 1000, zone)}</div>
      {rows.slice(0, MAX_ROWS).map((row) => (
        <div class="tip-row" key={row.at}>
          <span class="swatch" style={{ background: lookOf(series[row.at], row.at, look.theme).color }} />
          <bdi class="tip-name">{visibleLine(cut(row.label, NAME_LIMIT))}</bdi>
          <span class="tip-value">{formatted(row.value, look.unit)}</span>
        </div>
      ))}
      {rows.length > MAX_ROWS && <div class="faint">and {rows.length - MAX_ROWS} more</div>}
      {rows.length === 0 && <div class="faint">no value</div>}
    </div>
  );
}
