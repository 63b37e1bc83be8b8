// What alerts did of late: their transitions are events, and events are log lines.
import { queryLogs } from "../../api/logs";
import { rowsOf, type Row } from "../../lib/logs-rows";
import { cut, visibleLine } from "../../lib/text";
import { ago, dateTime } from "../../lib/time";
import { useLoad } from "../../state/load";
import { zone } from "../../state/prefs";
import { href } from "../../state/route";
import { resolved } from "../../state/time";
import { Panel } from "../Panel";
import { Empty } from "../States";
import { Table, type ColumnOf } from "../Table";
import { Text } from "../Text";

const QUERY = '{job="events", kind="alert"}';
const DAYS = 7;
const MOST = 100;

async function load(abort: AbortSignal): Promise<Row[]> {
  const nowMs = Date.now();
  const answer = await queryLogs(
    {
      query: QUERY,
      start: `${Math.round(nowMs - DAYS * 86_400_000)}000000`,
      end: `${nowMs + 1}000000`,
      limit: MOST,
      direction: "backward",
    },
    abort,
  );
  return answer.kind === "lines" ? rowsOf(answer.streams) : [];
}

function fieldOf(row: Row, ...names: string[]): string {
  for (const name of names) {
    const value = row.fields[name] ?? row.labels[name];
    if (value !== undefined) {
      return value;
    }
  }
  return "";
}

export function History({ nowMs }: { nowMs: number }) {
  const { data, error } = useLoad((abort) => {
    void resolved.value;
    return load(abort);
  }, []);
  const columns: ColumnOf<Row>[] = [
    {
      title: "when",
      cell: (row) => <span title={ago(row.ms, nowMs)}>{dateTime(row.ms, zone.value)}</span>,
      by: (row) => row.ms,
      class: "nowrap",
    },
    { title: "became", cell: (row) => <State name={fieldOf(row, "state", "to", "alertstate", "status")} /> },
    { title: "alert", cell: (row) => <Text text={fieldOf(row, "alertname", "alert", "rule")} oneLine limit={80} /> },
    { title: "", cell: (row) => <Text text={row.line} limit={300} />, class: "wide" },
  ];
  return (
    <Panel
      title="History"
      error={error}
      aside={<a href={href("logs", { q: QUERY, from: "now-7d", to: "now" })}>all of it in Logs</a>}
    >
      {data === null || data.length === 0 ? (
        <Empty>{data === null ? "loading …" : `no alert changed its state in the last ${DAYS} days`}</Empty>
      ) : (
        <Table rows={data} columns={columns} rowKey={(row) => String(row.id)} limit={MOST} />
      )}
    </Panel>
  );
}

/** What becomes of rules and their files, in the words of this page. */
const WORDS: Record<string, string> = {
  error: "fails",
  recovered: "works again",
  reload_failed: "rules not taken",
  reloaded: "rules taken",
};

function State({ name }: { name: string }) {
  const tone = /firing|error|failed/i.test(name) ? "bad" : /pending/i.test(name) ? "warn" : /resolved|inactive|recovered|reloaded/i.test(name) ? "good" : "";
  return name === "" ? null : <span class={`badge ${tone}`}>{WORDS[name] ?? visibleLine(cut(name, 40))}</span>;
}
