// The values at the end of the range, a table per query.
import { aborted, messageOf } from "../../api/client";
import { queryInstant } from "../../api/prom";
import { Panel } from "../../components/Panel";
import { Empty, Truncated } from "../../components/States";
import { Table, type ColumnOf } from "../../components/Table";
import { Text } from "../../components/Text";
import { plural, span } from "../../lib/format";
import { instantRows, type InstantRow } from "../../lib/instant-rows";
import { selector } from "../../lib/labels";
import { visible } from "../../lib/text";
import { dateTime } from "../../lib/time";
import { committed, letter } from "../../state/explore";
import { errors } from "../../state/explore-errors";
import { useLoad } from "../../state/load";
import { zone } from "../../state/prefs";
import { resolved } from "../../state/time";

interface Part {
  query: string;
  rows: InstantRow[];
  notes: string[];
  samples: number | undefined;
  seconds: number;
  error: string | null;
}

async function partOf(query: string, timeMs: number, abort: AbortSignal): Promise<Part> {
  const began = performance.now();
  try {
    const { data, notes } = await queryInstant(query, timeMs, abort);
    const samples = data.stats?.samples?.totalQueryableSamples;
    const seconds = (performance.now() - began) / 1000;
    return { query, rows: instantRows(data), notes, samples, seconds, error: null };
  } catch (error) {
    if (aborted(error)) {
      throw error;
    }
    return { query, rows: [], notes: [], samples: undefined, seconds: 0, error: messageOf(error) };
  }
}

async function ask(queries: readonly string[], abort: AbortSignal): Promise<{ parts: Part[]; timeMs: number }> {
  const timeMs = resolved.value.toMs;
  const parts = await Promise.all(queries.map((query) => partOf(query, timeMs, abort)));
  errors.value = new Map(parts.flatMap((part) => (part.error === null ? [] : [[part.query, part.error]])));
  return { parts, timeMs };
}

const MAX_LABEL_COLUMNS = 12;

/** A column per label when they are few, else the whole series in one. */
function columnsOf(rows: readonly InstantRow[]): ColumnOf<InstantRow>[] {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row.labels)))];
  const value: ColumnOf<InstantRow> = {
    title: "value",
    cell: (row) => <Text text={row.text} limit={300} class="code pre" />,
    by: (row) => row.value,
    isNumber: true,
  };
  if (names.length > MAX_LABEL_COLUMNS) {
    const series: ColumnOf<InstantRow> = {
      title: "series",
      cell: (row) => <Text text={selector(row.labels)} limit={600} class="code" />,
      by: (row) => selector(row.labels),
      class: "wide",
    };
    return [series, value];
  }
  const labels = names.map((name): ColumnOf<InstantRow> => ({
    title: name === "__name__" ? "metric" : name,
    cell: (row) => <Text text={row.labels[name] ?? ""} limit={120} oneLine class="code" />,
    by: (row) => row.labels[name] ?? "",
  }));
  return [...labels, value];
}

export function TableView() {
  const answer = useLoad((abort) => ask(committed.value, abort));
  const shown = answer.data;
  if (shown === null) {
    return (
      <Panel title="Table" isLoading={answer.isLoading} error={answer.error}>
        <Empty class="graph-sized">loading …</Empty>
      </Panel>
    );
  }
  return (
    <>
      {shown.parts.map((part, i) => (
        <Panel
          key={i}
          title={shown.parts.length > 1 ? `${letter(i)} at ${dateTime(shown.timeMs, zone.value)}` : `at ${dateTime(shown.timeMs, zone.value)}`}
          isLoading={answer.isLoading}
          aside={<Costs part={part} />}
        >
          {part.notes.map((note) => (
            <Truncated key={note}>{visible(note)}</Truncated>
          ))}
          {part.rows.length === 0 ? (
            <Empty>{part.error === null ? "no series" : "no answer"}</Empty>
          ) : (
            <Table
              key={part.query}
              rows={part.rows}
              columns={columnsOf(part.rows)}
              rowKey={(row) => JSON.stringify(row.labels)}
              limit={500}
            />
          )}
        </Panel>
      ))}
    </>
  );
}

function Costs({ part }: { part: Part }) {
  return part.error === null ? (
    <span>
      {span(part.seconds)}
      {part.samples !== undefined && ` · ${plural(part.samples, "sample")}`} · {plural(part.rows.length, "series", "series")}
    </span>
  ) : null;
}
