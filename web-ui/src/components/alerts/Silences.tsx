// The silences that hold or will, and on demand those that are over.
import { useSignal } from "@preact/signals";
import type { Silence } from "../../api/alerts";
import { matcherText, stateOfSilence, type SilenceState } from "../../lib/alerts-silences";
import { timeOf } from "../../lib/alerts-groups";
import { cut, visibleLine } from "../../lib/text";
import { ago, dateTime } from "../../lib/time";
import { endSilence } from "../../state/alerts";
import { zone } from "../../state/prefs";
import { Panel } from "../Panel";
import { Empty } from "../States";
import { Table, type ColumnOf } from "../Table";
import { Text } from "../Text";

interface Row {
  silence: Silence;
  state: SilenceState;
}

const TONES: Record<SilenceState, string> = { active: "good", pending: "warn", expired: "" };

export function Silences({ silences, nowMs }: { silences: readonly Silence[]; nowMs: number }) {
  const withExpired = useSignal(false);
  const error = useSignal<string | null>(null);
  const end = async (id: string) => {
    error.value = await endSilence(id);
  };
  const all: Row[] = silences.map((silence) => ({ silence, state: stateOfSilence(silence, nowMs) }));
  const rows = all.filter((row) => withExpired.value || row.state !== "expired");
  const expired = all.filter((row) => row.state === "expired").length;
  const columns: ColumnOf<Row>[] = [
    {
      title: "state",
      cell: (row) => <span class={`badge ${TONES[row.state]}`}>{row.state}</span>,
      by: (row) => row.state,
    },
    { title: "alerts with", cell: (row) => <Matchers silence={row.silence} />, class: "words" },
    { title: "comment", cell: (row) => <Text text={row.silence.comment} />, class: "words" },
    { title: "by", cell: (row) => <Text text={row.silence.createdBy} oneLine limit={60} />, by: (row) => row.silence.createdBy },
    { title: "until", cell: (row) => <End row={row} nowMs={nowMs} />, by: (row) => timeOf(row.silence.endsAt), class: "nowrap" },
    {
      title: "",
      cell: (row) =>
        row.state === "expired" ? null : (
          <button type="button" onClick={() => void end(row.silence.id)}>
            end now
          </button>
        ),
    },
  ];
  return (
    <Panel
      title="Silences"
      error={error.value}
      aside={
        expired > 0 && (
          <button type="button" class="link" onClick={() => (withExpired.value = !withExpired.value)}>
            {withExpired.value ? "without those that are over" : `and ${expired} that ${expired === 1 ? "is" : "are"} over`}
          </button>
        )
      }
    >
      {rows.length === 0 ? (
        <Empty>nothing is silenced; open an alert to silence it</Empty>
      ) : (
        <Table rows={rows} columns={columns} rowKey={(row) => row.silence.id} limit={100} />
      )}
    </Panel>
  );
}

function Matchers({ silence }: { silence: Silence }) {
  return (
    <span class="alert-labels">
      {silence.matchers.map((matcher, i) => (
        <bdi key={i} class="label">
          {visibleLine(cut(matcherText(matcher), 200))}
        </bdi>
      ))}
    </span>
  );
}

function End({ row, nowMs }: { row: Row; nowMs: number }) {
  const ends = timeOf(row.silence.endsAt);
  return <span title={ends === null ? "" : dateTime(ends, zone.value)}>{ends === null ? "" : ago(ends, nowMs)}</span>;
}
