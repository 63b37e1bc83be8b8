// The queries A, B, ... with what can be done to them, and how the answer is shown.
import { useSignal, type Signal } from "@preact/signals";
import { formatQuery } from "../../api/prom";
import { messageOf } from "../../api/client";
import { CopyButton } from "../../components/CopyButton";
import { ruleYaml } from "../../lib/rule-yaml";
import { cut, visibleLine } from "../../lib/text";
import {
  activeEditor, addQuery, canAdd, drafts, edit, letter, recent, removeQuery, run, view,
} from "../../state/explore";
import { errors } from "../../state/explore-errors";
import { setParams } from "../../state/route";
import { MetricBrowser } from "./MetricBrowser";
import { QueryEditor } from "./QueryEditor";
import { Options } from "./Options";

type Drawer = "none" | "metrics" | "recent" | "rule";

export function Editors() {
  const drawer = useSignal<Drawer>("none");
  return (
    <section class="panel editors" aria-label="queries">
      {drafts.value.map((text, index) => (
        <EditorRow key={index} index={index} text={text} />
      ))}
      <Toolbar drawer={drawer} />
      <DrawerContent drawer={drawer} />
    </section>
  );
}

function EditorRow({ index, text }: { index: number; text: string }) {
  const failure = useSignal<string | null>(null);
  const format = async () => {
    failure.value = null;
    try {
      edit(index, await formatQuery(text, new AbortController().signal));
    } catch (error) {
      failure.value = messageOf(error);
    }
  };
  const error = failure.value ?? errors.value.get(text) ?? null;
  return (
    <div class="editor-row">
      <span class="letter" aria-hidden="true">
        {letter(index)}
      </span>
      <QueryEditor
        index={index}
        text={text}
        error={error}
        onText={(next) => {
          failure.value = null;
          edit(index, next);
        }}
        onRun={run}
        onFocus={() => (activeEditor.value = index)}
      />
      <button type="button" title="lay the query out" disabled={text.trim() === ""} onClick={() => void format()}>
        format
      </button>
      {drafts.value.length > 1 && (
        <button
          type="button"
          class="icon"
          title={`remove query ${letter(index)}`}
          aria-label={`remove query ${letter(index)}`}
          onClick={() => removeQuery(index)}
        >
          ×
        </button>
      )}
    </div>
  );
}

function Toolbar({ drawer }: { drawer: Signal<Drawer> }) {
  const toggle = (which: Drawer) => () => (drawer.value = drawer.value === which ? "none" : which);
  return (
    <div class="row toolbar">
      <button type="button" class="primary" title="run (Enter)" onClick={run}>
        Run
      </button>
      <button type="button" disabled={!canAdd.value} onClick={addQuery}>
        + query
      </button>
      <button type="button" aria-pressed={drawer.value === "metrics"} onClick={toggle("metrics")}>
        metrics
      </button>
      <button type="button" aria-pressed={drawer.value === "recent"} onClick={toggle("recent")}>
        recent
      </button>
      <button type="button" aria-pressed={drawer.value === "rule"} onClick={toggle("rule")}>
        create alert
      </button>
      <span class="spacer" />
      <Options />
      <div class="group" role="group" aria-label="view">
        <button type="button" aria-pressed={view.value === "graph"} onClick={() => setParams({ view: null })}>
          graph
        </button>
        <button type="button" aria-pressed={view.value === "table"} onClick={() => setParams({ view: "table" })}>
          table
        </button>
      </div>
      <CopyButton label="link" text={() => location.href} />
    </div>
  );
}

function DrawerContent({ drawer }: { drawer: Signal<Drawer> }) {
  switch (drawer.value) {
    case "none":
      return null;
    case "metrics":
      return <MetricBrowser onChoose={(expression) => edit(activeEditor.value, expression)} />;
    case "recent":
      return <RecentList onDone={() => (drawer.value = "none")} />;
    case "rule":
      return <Rule expression={drafts.value[activeEditor.value] ?? ""} />;
  }
}

function RecentList({ onDone }: { onDone: () => void }) {
  if (recent.value.length === 0) {
    return <p class="faint">nothing asked yet in this browser</p>;
  }
  return (
    <ul class="drawer">
      {recent.value.map((query) => (
        <li key={query}>
          <button
            type="button"
            class="item code"
            onClick={() => {
              edit(activeEditor.value, query);
              onDone();
              run();
            }}
          >
            {visibleLine(cut(query, 240))}
          </button>
        </li>
      ))}
    </ul>
  );
}

function Rule({ expression }: { expression: string }) {
  if (expression.trim() === "") {
    return <p class="faint">write a query first; its rule appears here</p>;
  }
  const yaml = ruleYaml(expression);
  return (
    <div class="drawer rule">
      <p class="faint">
        A rule for query {letter(activeEditor.value)}: put it into a rule file named by <code>alerting.rules</code>,
        then set the condition. <CopyButton label="copy" text={() => yaml} />
      </p>
      <pre class="code" tabIndex={0}>
        {yaml}
      </pre>
    </div>
  );
}
