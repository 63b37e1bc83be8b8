// Explore: ask in PromQL, see lines and numbers.
import { useEffect } from "preact/hooks";
import { effect } from "@preact/signals";
import { adoptCommitted, committed, recent, runOnly, view } from "../../state/explore";
import { cut, visibleLine } from "../../lib/text";
import "../../styles/explore.css";
import { Editors } from "./Editors";
import { GraphView } from "./GraphView";
import { MetricBrowser } from "./MetricBrowser";
import { TableView } from "./TableView";

export function ExplorePage() {
  useEffect(() => effect(adoptCommitted), []);
  const isAsked = committed.value.length > 0;
  return (
    <div class="explore stack">
      <h1 class="unseen">Explore</h1>
      <Editors />
      {isAsked ? view.value === "graph" ? <GraphView /> : <TableView /> : <Beginning />}
    </div>
  );
}

/** Nothing asked yet: what there is, and what was asked before. */
function Beginning() {
  return (
    <div class="beginning">
      <MetricBrowser onChoose={(expression) => runOnly(expression)} />
      <Recent />
    </div>
  );
}

function Recent() {
  if (recent.value.length === 0) {
    return null;
  }
  return (
    <section class="panel recent" aria-label="recent queries">
      <header>
        <h2>Recent queries</h2>
      </header>
      <ul>
        {recent.value.map((query) => (
          <li key={query}>
            <button type="button" class="item code" title={cut(query, 1_000)} onClick={() => runOnly(query)}>
              {visibleLine(cut(query, 160))}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
