// A line for each protocol that has sent something in the range.
import { queryRange } from "../../api/prom";
import { CopyButton } from "../../components/CopyButton";
import { Panel } from "../../components/Panel";
import { Sparkline } from "../../components/Sparkline";
import { Table, type ColumnOf } from "../../components/Table";
import { summary, type Column } from "../../lib/columns";
import { formatted } from "../../lib/format";
import { ratesAt } from "../../lib/rates";
import { seeingStep } from "../../lib/steps";
import { visibleLine } from "../../lib/text";
import { commands } from "../../lib/try-it";
import { leastStep } from "../../lib/young";
import { useLoad } from "../../state/load";
import { href } from "../../state/route";
import { status } from "../../state/status";
import { resolved } from "../../state/time";
import { samplesByProtocol } from "./panels";

const POINTS = 60;

interface Arrival {
  protocol: string;
  records: Column;
  isLogs: boolean;
  bytes: number | null;
  malformed: number | null;
}

const LOG_LINES = "weir_ingest_log_lines_decoded_total";

async function arrivals(abort: AbortSignal): Promise<Arrival[]> {
  const { fromMs, toMs } = resolved.value;
  const step = seeingStep((toMs - fromMs) / 1000, POINTS, leastStep(toMs - fromMs));
  const rates = ratesAt(step);
  const byProtocol = (metric: string) => `sum by (protocol) (${rates.of(metric)})`;
  const evaluate = (query: string) => queryRange({ query, fromMs, toMs, step }, abort);
  const ask = (metric: string) => evaluate(byProtocol(metric));
  const [records, logs, bytes, malformed] = await Promise.all([
    evaluate(`${samplesByProtocol(rates)} or ${byProtocol(LOG_LINES)}`),
    ask(LOG_LINES),
    ask("weir_ingest_received_bytes_total"),
    ask("weir_ingest_malformed_total"),
  ]);
  const last = (answer: typeof records, protocol: string) => {
    const at = answer.labels.findIndex((labels) => labels["protocol"] === protocol);
    return at < 0 ? null : summary(answer.data[at + 1] ?? []).last;
  };
  return records.labels.map((labels, i) => {
    const protocol = labels["protocol"] ?? "";
    return {
      protocol,
      records: records.data[i + 1] ?? [],
      isLogs: logs.labels.some((each) => each["protocol"] === protocol),
      bytes: last(bytes, protocol),
      malformed: last(malformed, protocol),
    };
  });
}

function hasCome(arrival: Arrival): boolean {
  return (summary(arrival.records).max ?? 0) > 0 || (arrival.malformed ?? 0) > 0;
}

const COLUMNS: readonly ColumnOf<Arrival>[] = [
  { title: "protocol", cell: (row) => visibleLine(row.protocol), by: (row) => row.protocol },
  {
    title: "",
    cell: (row) => <Sparkline values={row.records} label={`rate of ${row.protocol} over the range`} />,
  },
  {
    title: "now",
    cell: (row) => (
      <>
        {formatted(summary(row.records).last)} <span class="faint">{row.isLogs ? "lines/s" : "samples/s"}</span>
      </>
    ),
    by: (row) => summary(row.records).last,
    isNumber: true,
  },
  { title: "received", cell: (row) => formatted(row.bytes, "bytes/s"), by: (row) => row.bytes, isNumber: true },
  {
    title: "unreadable",
    cell: (row) => (
      <span class={(row.malformed ?? 0) > 0 ? "bad" : "faint"}>{formatted(row.malformed, "per second")}</span>
    ),
    by: (row) => row.malformed,
    isNumber: true,
  },
];

export function Arrivals() {
  const answer = useLoad(arrivals);
  const rows = (answer.data ?? []).filter(hasCome);
  return (
    <Panel
      title="By protocol"
      class="arrivals"
      isLoading={answer.isLoading && answer.data === null}
      error={answer.error}
      aside={
        <a class="quiet" href={href("status")}>
          all listeners
        </a>
      }
    >
      {rows.length === 0 ? (
        <div class="chart-sized">{answer.data !== null && <TryIt />}</div>
      ) : (
        <Table rows={rows} columns={COLUMNS} rowKey={(row) => row.protocol} sortedBy={2} isDescending />
      )}
    </Panel>
  );
}

/** Nothing has come: how to send something. */
function TryIt() {
  const all = commands(status.value?.status.listeners ?? []);
  return (
    <div class="try-it">
      <p class="faint">
        {all.length === 0 ? "nothing has arrived in this range" : "nothing has arrived in this range; to try it:"}
      </p>
      {all.map(({ protocol, text }) => (
        <div key={protocol}>
          <code>{visibleLine(text)}</code>
          <CopyButton label="copy" text={() => text} />
        </div>
      ))}
    </div>
  );
}
