// The lines around one line: of its stream, at every level, because a level is a label here and the
// line before an error is mostly none itself.
import { useSignal } from "@preact/signals";
import { queryLogs } from "../../api/logs";
import { streamSelector } from "../../lib/logs-query";
import { addNs, merged, rowsOf, unseen, type Row } from "../../lib/logs-rows";
import { clock } from "../../lib/time";
import { useLoad } from "../../state/load";
import { zone } from "../../state/prefs";
import { Failed } from "../States";
import { Fields } from "./LogLine";
import { LogText } from "./LogText";

const LINES = 10;
const MOST = 500;
const AROUND_NS = 86_400e9;
const NO_COLUMNS: readonly string[] = [];
const NO_SEARCH = { text: "", ignoreCase: false };

/** The rows around `row`, newest first, itself among them. */
async function around(row: Row, lines: number, abort: AbortSignal): Promise<Row[]> {
  const { level: _, ...others } = row.labels;
  const query = streamSelector(Object.keys(others).length === 0 ? row.labels : others);
  const ask = async (start: string, end: string, direction: "backward" | "forward") => {
    const answer = await queryLogs({ query, start, end, limit: lines + 1, direction }, abort);
    return answer.kind === "lines" ? rowsOf(answer.streams) : [];
  };
  const [before, after] = await Promise.all([
    ask(addNs(row.ns, -AROUND_NS), addNs(row.ns, 1), "backward"),
    ask(row.ns, addNs(row.ns, AROUND_NS), "forward"),
  ]);
  return merged(unseen(after, before), before);
}

export function LogContext({ row }: { row: Row }) {
  const lines = useSignal(LINES);
  const count = lines.value;
  const { data, error } = useLoad((abort) => around(row, count, abort), [count, row.id]);
  if (error !== null) {
    return <Failed message={error} />;
  }
  if (data === null) {
    return <p class="faint">loading …</p>;
  }
  return (
    <div class="log-context">
      {data.map((each) => (
        <div
          key={each.id}
          class={`log-line level-${each.level.group} ${each.ns === row.ns && each.line === row.line ? "selected" : ""}`}
        >
          <time>{clock(each.ms, zone.value, true)}</time>
          <bdi class="log-text" dir="ltr">
            <LogText line={each.line} limit={1_000} search={NO_SEARCH} />
            <Fields row={each} columns={NO_COLUMNS} />
          </bdi>
        </div>
      ))}
      {count < MOST && (
        <button type="button" class="link" onClick={() => (lines.value = Math.min(MOST, count * 5))}>
          more lines on both sides
        </button>
      )}
    </div>
  );
}
