// Where alerts are sent, and whether they arrive.
import { useSignal } from "@preact/signals";
import { testReceiver, type Receiver } from "../../api/alerts";
import { messageOf } from "../../api/client";
import { count } from "../../lib/format";
import { cut, visible } from "../../lib/text";
import { ago } from "../../lib/time";
import { Panel } from "../Panel";
import { Table, type ColumnOf } from "../Table";
import { Text } from "../Text";

export function Receivers({ receivers, nowMs }: { receivers: readonly Receiver[]; nowMs: number }) {
  const columns: ColumnOf<Receiver>[] = [
    { title: "receiver", cell: (it) => <Text text={it.name} oneLine limit={80} />, by: (it) => it.name, class: "nowrap" },
    { title: "kind", cell: (it) => <Text text={it.kind} oneLine limit={40} />, by: (it) => it.kind },
    { title: "target", cell: (it) => <Text text={it.target ?? ""} oneLine limit={120} />, class: "code" },
    { title: "waiting", cell: (it) => count(it.pending), by: (it) => it.pending, isNumber: true },
    { title: "sent", cell: (it) => count(it.sent), by: (it) => it.sent, isNumber: true },
    {
      title: "failed",
      cell: (it) => <span class={it.failed > 0 ? "bad" : ""}>{count(it.failed)}</span>,
      by: (it) => it.failed,
      isNumber: true,
    },
    { title: "last delivery", cell: (it) => <Last receiver={it} nowMs={nowMs} />, class: "words" },
    { title: "", cell: (it) => <Test name={it.name} /> },
  ];
  return (
    <Panel title="Receivers">
      <Table rows={receivers} columns={columns} rowKey={(it) => it.name} limit={100} />
    </Panel>
  );
}

function Last({ receiver, nowMs }: { receiver: Receiver; nowMs: number }) {
  const { lastSuccess = 0, lastFailure = 0, lastError } = receiver;
  const isFailing = lastFailure > lastSuccess;
  return (
    <>
      {lastSuccess > 0 ? (
        <span class={isFailing ? "" : "good"}>arrived {ago(lastSuccess * 1_000, nowMs)}</span>
      ) : (
        <span class="faint">none yet</span>
      )}
      {isFailing && (
        <span class="bad" role="alert">
          {" "}
          · failed {ago(lastFailure * 1_000, nowMs)}: {visible(cut(lastError ?? "", 400))}
        </span>
      )}
    </>
  );
}

function Test({ name }: { name: string }) {
  const said = useSignal<{ text: string; tone: "good" | "bad" } | null>(null);
  const isSending = useSignal(false);
  const send = async () => {
    isSending.value = true;
    try {
      await testReceiver(name, new AbortController().signal);
      said.value = { text: "arrived", tone: "good" };
    } catch (error) {
      said.value = { text: messageOf(error), tone: "bad" };
    }
    isSending.value = false;
  };
  return (
    <span class="row">
      <button type="button" disabled={isSending.value} onClick={() => void send()}>
        send test
      </button>
      {said.value !== null && (
        <span role="status" class={said.value.tone}>
          test: {visible(cut(said.value.text, 300))}
        </span>
      )}
    </span>
  );
}
