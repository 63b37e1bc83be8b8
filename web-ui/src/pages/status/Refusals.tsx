// What did not become data, with an example where the server keeps one.
import { Panel } from "../../components/Panel";
import { Table, type ColumnOf } from "../../components/Table";
import { Text } from "../../components/Text";
import { count, formatted } from "../../lib/format";
import { explained } from "../../lib/reasons";
import { refusals, type Refusal } from "../../lib/refusals";
import { visibleLine } from "../../lib/text";
import { ago } from "../../lib/time";
import type { PartProps } from "./moment";

const COLUMNS: readonly ColumnOf<Refusal>[] = [
  { title: "stage", cell: (row) => row.stage, by: (row) => row.stage, class: "nowrap" },
  { title: "protocol", cell: (row) => visibleLine(row.protocol), by: (row) => row.protocol },
  { title: "reason", cell: (row) => <span class="code">{visibleLine(row.reason)}</span>, by: (row) => row.reason },
  {
    title: "now",
    cell: (row) => <span class={(row.rate ?? 0) > 0 ? "bad" : "faint"}>{formatted(row.rate, "per second")}</span>,
    by: (row) => row.rate,
    isNumber: true,
  },
  { title: "in all", cell: (row) => count(row.total), by: (row) => row.total, isNumber: true },
  {
    title: "meaning",
    cell: (row) => (
      <>
        <span class="soft">{explained(row.reason)}</span>
        {row.sample && (
          <div class="sample">
            <Text text={row.sample.sample} limit={200} class="code" />{" "}
            <span class="faint">{ago(row.sample.seenMs, Date.now())}</span>
          </div>
        )}
      </>
    ),
    class: "wide",
  },
];

export function Refusals({ status, moment }: PartProps) {
  const rows = refusals(status, moment.before, moment.now);
  return rows.length === 0 ? null : (
    <Panel title="Unreadable, refused, dropped">
      <Table rows={rows} columns={COLUMNS} rowKey={(row) => `${row.stage} ${row.protocol} ${row.reason}`} limit={100} />
    </Panel>
  );
}
