// A table that sorts by its columns and says what it leaves out.
//
//   <Table rows={rows} key={(r) => r.name} columns={[
//     { title: "name", cell: (r) => <Text text={r.name} oneLine />, by: (r) => r.name },
//     { title: "rate", cell: (r) => formatted(r.rate), by: (r) => r.rate, isNumber: true },
//   ]} />
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { count } from "../lib/format";
import { Truncated } from "./States";

export interface ColumnOf<R> {
  title: string;
  cell: (row: R) => ComponentChildren;
  /** What to sort by; a column without it cannot be sorted. */
  by?: (row: R) => string | number | null | undefined;
  isNumber?: boolean;
  class?: string;
}

interface Props<R> {
  rows: readonly R[];
  columns: readonly ColumnOf<R>[];
  rowKey: (row: R) => string;
  caption?: string;
  limit?: number;
  /** The column sorted by at first, from 0; `-1` is the order given. */
  sortedBy?: number;
  isDescending?: boolean;
  rowClass?: (row: R) => string;
  onRow?: (row: R) => void;
}

interface Order {
  column: number;
  isDescending: boolean;
}

function compare(a: string | number | null | undefined, b: string | number | null | undefined): number {
  if (typeof a === "number" && typeof b === "number") {
    return Number.isNaN(a) ? (Number.isNaN(b) ? 0 : 1) : Number.isNaN(b) ? -1 : a - b;
  }
  if (a === null || a === undefined) return b === null || b === undefined ? 0 : 1;
  if (b === null || b === undefined) return -1;
  return String(a).localeCompare(String(b), "en", { numeric: true });
}

function sorted<R>(rows: readonly R[], columns: readonly ColumnOf<R>[], order: Order): readonly R[] {
  const by = columns[order.column]?.by;
  if (!by) {
    return rows;
  }
  const sign = order.isDescending ? -1 : 1;
  return [...rows].sort((a, b) => sign * compare(by(a), by(b)));
}

export function Table<R>(props: Props<R>) {
  const { rows, columns, rowKey, caption, limit = 500, rowClass, onRow } = props;
  const order = useSignal<Order>({ column: props.sortedBy ?? -1, isDescending: props.isDescending ?? false });
  const shown = sorted(rows, columns, order.value).slice(0, limit);
  const sortBy = (column: number) => {
    const isSame = order.value.column === column;
    order.value = { column, isDescending: isSame ? !order.value.isDescending : (columns[column]?.isNumber ?? false) };
  };
  return (
    <div class="table">
      <table>
        {caption !== undefined && <caption>{caption}</caption>}
        <thead>
          <tr>
            {columns.map((column, index) => (
              <Head key={column.title} column={column} index={index} order={order.value} onSort={sortBy} />
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={rowKey(row)} class={rowClass?.(row)} onClick={onRow && (() => onRow(row))}>
              {columns.map((column) => (
                <td key={column.title} class={classOf(column)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > limit && (
        <Truncated>
          {count(limit)} of {count(rows.length)} rows shown; sort, or narrow the query, to see others
        </Truncated>
      )}
    </div>
  );
}

function classOf<R>(column: ColumnOf<R>): string {
  return `${column.isNumber ? "number" : ""} ${column.class ?? ""}`.trim();
}

interface HeadProps<R> {
  column: ColumnOf<R>;
  index: number;
  order: Order;
  onSort: (index: number) => void;
}

function Head<R>({ column, index, order, onSort }: HeadProps<R>) {
  if (!column.by) {
    return (
      <th scope="col" class={classOf(column)}>
        {column.title}
      </th>
    );
  }
  const isSorted = order.column === index;
  const direction = order.isDescending ? "descending" : "ascending";
  return (
    <th scope="col" class={classOf(column)} aria-sort={isSorted ? direction : "none"}>
      <button type="button" class="sort" onClick={() => onSort(index)}>
        {column.title}
        <span aria-hidden="true">{isSorted ? (order.isDescending ? " ↓" : " ↑") : ""}</span>
      </button>
    </th>
  );
}
