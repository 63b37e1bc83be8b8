// Names and figures of a chart's series, as text. A click shows one series alone, another click all
// again; with Ctrl, Cmd or Shift it adds or takes away one.
import type { Signal } from "@preact/signals";
import { summary, type Columns } from "../lib/columns";
import { formatted, type Unit } from "../lib/format";
import { afterClick } from "../lib/isolate";
import type { Theme } from "../lib/palette";
import { cut, visibleLine } from "../lib/text";
import { look as lookOf, type SeriesMeta } from "./plot";
import { Table, type ColumnOf } from "./Table";

const NAME_LIMIT = 160;
const MAX_LIST = 40;

interface Props {
  data: Columns;
  series: readonly SeriesMeta[];
  look: { theme: Theme; unit: Unit };
  kind: "list" | "table";
  hidden: Signal<ReadonlySet<number>>;
}

interface ItemProps extends Props {
  index: number;
}

function Name({ series, look, hidden, index }: ItemProps) {
  const label = series[index]?.label ?? "";
  const click = (event: MouseEvent) => {
    hidden.value = afterClick(hidden.value, index, series.length, event.ctrlKey || event.metaKey || event.shiftKey);
  };
  return (
    <button
      type="button"
      class="series"
      aria-pressed={!hidden.value.has(index)}
      title={visibleLine(cut(label, 1_000))}
      onClick={click}
    >
      <span class="swatch" style={{ background: lookOf(series[index], index, look.theme).color }} />
      <bdi>{visibleLine(cut(label, NAME_LIMIT))}</bdi>
    </button>
  );
}

export function Legend(props: Props) {
  return props.kind === "table" ? <LegendTable {...props} /> : <LegendList {...props} />;
}

function LegendList(props: Props) {
  const { series, data, look } = props;
  return (
    <ul class="legend">
      {series.slice(0, MAX_LIST).map((meta, index) => (
        <li key={`${index} ${meta.label}`}>
          <Name {...props} index={index} />
          <span class="value">{formatted(summary(data[index + 1] ?? []).last, look.unit)}</span>
        </li>
      ))}
      {series.length > MAX_LIST && <li class="faint">and {series.length - MAX_LIST} more</li>}
    </ul>
  );
}

interface Row {
  index: number;
  last: number | null;
  min: number | null;
  max: number | null;
  mean: number | null;
}

function LegendTable(props: Props) {
  const { series, data, look } = props;
  const rows: Row[] = series.map((_, index) => ({ index, ...summary(data[index + 1] ?? []) }));
  const figure = (title: "last" | "min" | "max" | "mean"): ColumnOf<Row> => ({
    title,
    cell: (row) => formatted(row[title], look.unit),
    by: (row) => row[title],
    isNumber: true,
  });
  const name: ColumnOf<Row> = {
    title: "series",
    cell: (row) => <Name {...props} index={row.index} />,
    by: (row) => series[row.index]?.label,
    class: "wide code",
  };
  return (
    <Table
      rows={rows}
      rowKey={(row) => String(row.index)}
      columns={[name, figure("last"), figure("min"), figure("max"), figure("mean")]}
      limit={200}
    />
  );
}
