// Each protocol: where it listens, what comes, what goes wrong.
import { Panel } from "../../components/Panel";
import { Table, type ColumnOf } from "../../components/Table";
import { bytes, count, formatted } from "../../lib/format";
import { protocolRows, verdict, type ProtocolRow } from "../../lib/protocols";
import { visibleLine } from "../../lib/text";
import type { PartProps } from "./moment";

function trouble(total: number, rate: number | null) {
  return (
    <span class={total === 0 ? "faint" : (rate ?? 0) > 0 ? "bad" : ""}>
      {count(total)}
      {(rate ?? 0) > 0 && ` (${formatted(rate, "per second")})`}
    </span>
  );
}

const COLUMNS: readonly ColumnOf<ProtocolRow>[] = [
  { title: "protocol", cell: (row) => <strong>{visibleLine(row.name)}</strong>, by: (row) => row.name },
  {
    title: "listens",
    cell: (row) =>
      row.listener === null ? (
        <span class="faint">over HTTP</span>
      ) : row.listener.address === null ? (
        <span class="faint">off</span>
      ) : (
        <span class="code">
          {row.listener.transport} {visibleLine(row.listener.address)}
        </span>
      ),
    by: (row) => row.listener?.address ?? "",
  },
  {
    title: "state",
    cell: (row) => {
      const { text, level } = verdict(row);
      return (
        <span class={`verdict ${level}`}>
          <span class="dot" /> {visibleLine(text)}
        </span>
      );
    },
    by: (row) => verdict(row).text,
    class: "wide",
  },
  {
    title: "now",
    cell: (row) => formatted(row.records, row.isLogs ? "lines/s" : "samples/s"),
    by: (row) => row.records,
    isNumber: true,
  },
  { title: "received", cell: (row) => formatted(row.bytesRate, "bytes/s"), by: (row) => row.bytesRate, isNumber: true },
  {
    title: "in all",
    cell: (row) => (row.bytes === null ? "–" : bytes(row.bytes)),
    by: (row) => row.bytes,
    isNumber: true,
    class: "extra",
  },
  {
    title: "unreadable",
    cell: (row) => trouble(row.unreadable, row.unreadableRate),
    by: (row) => row.unreadable,
    isNumber: true,
  },
  { title: "dropped", cell: (row) => trouble(row.dropped, row.droppedRate), by: (row) => row.dropped, isNumber: true },
  {
    title: "connections",
    cell: (row) => <span class="faint">{row.connections === null ? "–" : count(row.connections)}</span>,
    by: (row) => row.connections,
    isNumber: true,
    class: "extra",
  },
];

export function Listeners({ status, moment }: PartProps) {
  const rows = protocolRows(status, moment.before, moment.now);
  const http = status.listeners.find((listener) => listener.name === "http");
  return (
    <Panel
      title="Listeners"
      aside={http?.address ? <span>HTTP on {visibleLine(http.address)} · rates of the last 5 s, totals since the start</span> : undefined}
    >
      <Table
        rows={rows}
        columns={COLUMNS}
        rowKey={(row) => row.name}
        rowClass={(row) => (row.listener?.state === "off" ? "off" : "")}
      />
    </Panel>
  );
}
