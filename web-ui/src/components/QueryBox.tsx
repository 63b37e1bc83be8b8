import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { queryInstant } from "../api/server";
import { rows, type Row } from "../lib/format";

const MAX_ROWS = 500;

type Outcome =
  | { kind: "none" }
  | { kind: "loading" }
  | { kind: "error"; text: string }
  | { kind: "rows"; rows: Row[] };

/** Asks for the value of a PromQL expression now. The expression is in the address (`#query=`). */
export function QueryBox() {
  const text = useSignal(new URLSearchParams(location.hash.slice(1)).get("query") ?? "");
  const outcome = useSignal<Outcome>({ kind: "none" });
  const running = useRef<AbortController | null>(null);

  async function run() {
    running.current?.abort();
    const abort = new AbortController();
    running.current = abort;
    outcome.value = { kind: "loading" };
    history.replaceState(null, "", `#${new URLSearchParams({ query: text.value })}`);
    try {
      outcome.value = { kind: "rows", rows: rows(await queryInstant(text.value, abort.signal)) };
    } catch (error) {
      if (!abort.signal.aborted) {
        outcome.value = { kind: "error", text: error instanceof Error ? error.message : "" };
      }
    }
  }

  useEffect(() => {
    if (text.value !== "") {
      void run();
    }
    return () => running.current?.abort();
  }, []);

  return (
    <section>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        <label for="query">PromQL, now</label>
        <input
          id="query"
          value={text.value}
          placeholder="node_load1"
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => (text.value = event.currentTarget.value)}
        />
        <button type="submit">Ask</button>
      </form>
      <Answer outcome={outcome.value} />
    </section>
  );
}

function Answer({ outcome }: { outcome: Outcome }) {
  switch (outcome.kind) {
    case "none":
      return null;
    case "loading":
      return <p>loading ...</p>;
    case "error":
      return (
        <p class="bad" role="alert">
          {outcome.text}
        </p>
      );
    case "rows":
      return <Rows rows={outcome.rows} />;
  }
}

function Rows({ rows }: { rows: Row[] }) {
  if (rows.length === 0) {
    return <p>no series</p>;
  }
  return (
    <>
      {rows.length > MAX_ROWS && (
        <p class="bad">
          the first {MAX_ROWS} of {rows.length} series
        </p>
      )}
      <table>
        <tbody>
          {rows.slice(0, MAX_ROWS).map((row) => (
            <tr key={row.series}>
              <td class="code">{row.series}</td>
              <td class="number code">{row.value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
