// All metrics there are, by the first word of their names, with a search.
import { useSignal } from "@preact/signals";
import { Empty, Failed, Truncated } from "../../components/States";
import { count, plural } from "../../lib/format";
import { isPlainMetric, quoted } from "../../lib/labels";
import { nameGroups, type NameGroup } from "../../lib/name-groups";
import { ranked } from "../../lib/rank";
import { cut, visibleLine } from "../../lib/text";
import { useLoad } from "../../state/load";
import { findMetrics, knownOf } from "../../state/names";
import { resolved } from "../../state/time";

const MAX_NAMES = 300;

interface Props {
  onChoose: (expression: string) => void;
}

/** What to ask for a metric: counters as rates. */
export function expressionFor(name: string, type: string | undefined): string {
  const metric = isPlainMetric(name) ? name : `{${quoted(name)}}`;
  return type === "counter" || (type === undefined && name.endsWith("_total")) ? `rate(${metric}[1m])` : metric;
}

export function MetricBrowser({ onChoose }: Props) {
  const typed = useSignal("");
  const open = useSignal<string | null>(null);
  const answer = useLoad((abort) => {
    void resolved.value;
    return findMetrics(typed.value, abort);
  });
  const names = answer.data?.names ?? [];
  const groups = nameGroups(names);
  const largest = groups.reduce<NameGroup | null>((best, each) => (best && best.names.length >= each.names.length ? best : each), null);
  const shownGroup = open.value ?? largest?.prefix ?? "";
  const shown =
    typed.value === "" ? (groups.find((group) => group.prefix === shownGroup)?.names ?? []) : ranked(names, (n) => n, typed.value, MAX_NAMES);
  return (
    <section class="panel browser" aria-label="metrics">
      <header>
        <h2>Metrics</h2>
        <span class="aside">
          {answer.data && `${answer.data.isAll ? "" : "more than "}${plural(names.length, "name")}`}
        </span>
      </header>
      <input
        type="search"
        placeholder="search names"
        aria-label="search names of metrics"
        value={typed.value}
        onInput={(event) => (typed.value = event.currentTarget.value)}
      />
      {answer.error !== null && <Failed message={answer.error} />}
      {answer.data !== null && names.length === 0 && (
        <Empty>{typed.value === "" ? "no metric is stored yet" : "no name contains this"}</Empty>
      )}
      {typed.value === "" && (
        <div class="row prefixes">
          {groups.map((group) => (
            <button
              key={group.prefix}
              type="button"
              aria-pressed={shownGroup === group.prefix}
              onClick={() => (open.value = group.prefix)}
            >
              {visibleLine(cut(group.prefix, 60))} <span class="faint">{count(group.names.length)}</span>
            </button>
          ))}
        </div>
      )}
      <ul class="names">
        {shown.slice(0, MAX_NAMES).map((name) => (
          <Name key={name} name={name} onChoose={onChoose} />
        ))}
      </ul>
      {shown.length > MAX_NAMES && (
        <Truncated>
          {count(MAX_NAMES)} of {count(shown.length)} names shown; search to see others
        </Truncated>
      )}
    </section>
  );
}

function Name({ name, onChoose }: { name: string; onChoose: (expression: string) => void }) {
  const about = knownOf(name);
  return (
    <li>
      <button type="button" class="item" onClick={() => onChoose(expressionFor(name, about?.type))}>
        <bdi class="code">{visibleLine(cut(name, 200))}</bdi>
        <span class="faint">{about === undefined ? "" : visibleLine(cut(`${about.type}: ${about.help}`, 300))}</span>
      </button>
    </li>
  );
}
