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
      <div class="stack">
        <Recent />
        <Examples />
      </div>
    </div>
  );
}

/** Questions that have an answer on any server that samples its host. */
const EXAMPLES: [string, string][] = [
  ["CPU by mode", 'avg by (mode) (rate(node_cpu_seconds_total{mode!="idle"}[1m]))'],
  ["memory in use", "1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes"],
  ["fullest file systems", "topk(5, 1 - node_filesystem_avail_bytes / node_filesystem_size_bytes)"],
  ["network by device", "sum by (device) (rate(node_network_receive_bytes_total[1m]))"],
  ["samples taken in, by protocol", "sum by (protocol) (rate(weir_ingest_samples_decoded_total[1m]))"],
  ["largest metrics by series", 'topk(20, count by (__name__) ({__name__!=""}))'],
];

function Examples() {
  return (
    <section class="panel recent" aria-label="examples">
      <header>
        <h2>Examples</h2>
      </header>
      <ul>
        {EXAMPLES.map(([title, query]) => (
          <li key={query}>
            <button type="button" class="item" title={query} onClick={() => runOnly(query)}>
              <span>
                {title}
                <br />
                <span class="code faint">{query}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
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
