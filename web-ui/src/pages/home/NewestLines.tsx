// The newest lines that the server itself logged.
import { queryLogs } from "../../api/logs";
import { Panel } from "../../components/Panel";
import { stateOf } from "../../components/States";
import { rowsOf, type Row } from "../../lib/logs-rows";
import { cut, visibleLine } from "../../lib/text";
import { clock, date } from "../../lib/time";
import { useLoad } from "../../state/load";
import { zone } from "../../state/prefs";
import { href } from "../../state/route";
import { resolved } from "../../state/time";

const QUERY = '{job="weir"}';
const LINES = 12;
const LOOK_BACK_MS = 24 * 3_600_000;
const LINE_LIMIT = 600;

async function newest(abort: AbortSignal): Promise<Row[]> {
  const { toMs } = resolved.value;
  const end = `${Math.ceil(toMs) + 1}000000`;
  const start = `${Math.floor(toMs - LOOK_BACK_MS)}000000`;
  const answer = await queryLogs({ query: QUERY, start, end, limit: LINES, direction: "backward" }, abort);
  return answer.kind === "lines" ? rowsOf(answer.streams) : [];
}

export function NewestLines() {
  const lines = useLoad(newest);
  const rows = lines.data ?? [];
  const today = date(Date.now(), zone.value);
  return (
    <Panel
      title="Newest log lines of Weir"
      isLoading={lines.isLoading && lines.data === null}
      error={lines.data === null ? null : lines.error}
      aside={
        <a class="quiet" href={href("logs", { q: QUERY })}>
          all logs
        </a>
      }
    >
      {stateOf(lines, rows.length === 0, "nothing logged in the last 24 h") ?? (
        <ol class="newest">
          {rows.map((row) => (
            <li key={row.id} class={`level-${row.level.group ?? "unknown"}`}>
              <time title={date(row.ms, zone.value)}>
                {date(row.ms, zone.value) === today ? "" : `${date(row.ms, zone.value).slice(5)} `}
                {clock(row.ms, zone.value, true)}
              </time>
              <bdi>{visibleLine(cut(row.line, LINE_LIMIT))}</bdi>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}
