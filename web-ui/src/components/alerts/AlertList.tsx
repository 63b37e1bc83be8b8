// Alerts that fire or are about to, worst first; each opens to its words, its chart, its silence.
import { useSignal } from "@preact/signals";
import type { Silence } from "../../api/alerts";
import { anomalyText } from "../../lib/alerts-band";
import { fileName, linkOf, ownLabels, severityRank, timeOf, wordsOf, type AlertItem } from "../../lib/alerts-groups";
import { silenceOf } from "../../lib/alerts-silences";
import { count, significant } from "../../lib/format";
import { cut, visibleLine } from "../../lib/text";
import { ago, dateTime } from "../../lib/time";
import { zone } from "../../state/prefs";
import { href } from "../../state/route";
import { setFilter } from "../../state/alerts";
import { Text } from "../Text";
import { Truncated } from "../States";
import { AlertChart } from "./AlertChart";
import { SilenceForm } from "./SilenceForm";

const MOST = 200;

interface Props {
  items: readonly AlertItem[];
  /** Null until they are known. */
  silences: readonly Silence[] | null;
  nowMs: number;
}

export function AlertList({ items, silences, nowMs }: Props) {
  const open = useSignal("");
  const covered = items.map((item) => ({ item, covering: silenceOf(item.alert.labels, silences ?? [], nowMs) }));
  covered.sort((a, b) => Number(a.covering !== null) - Number(b.covering !== null));
  return (
    <>
      <ul class="alerts">
        {covered.slice(0, MOST).map(({ item, covering }) => (
          <li key={item.key} class={classOf(item, covering)}>
            <AlertHead
              item={item}
              covering={covering}
              nowMs={nowMs}
              isOpen={open.value === item.key}
              onToggle={() => (open.value = open.value === item.key ? "" : item.key)}
            />
            {open.value === item.key && <AlertBody item={item} silences={silences} />}
          </li>
        ))}
      </ul>
      {items.length > MOST && (
        <Truncated>
          {MOST} of {count(items.length)} alerts shown; narrow the filter to see others
        </Truncated>
      )}
    </>
  );
}

function classOf(item: AlertItem, covering: Silence | null): string {
  const rank = Math.floor(severityRank(item.alert.labels));
  return `alert ${item.alert.state} rank-${rank} ${covering === null ? "" : "silenced"}`;
}

interface HeadProps {
  item: AlertItem;
  covering: Silence | null;
  nowMs: number;
  isOpen: boolean;
  onToggle: () => void;
}

function AlertHead({ item, covering, nowMs, isOpen, onToggle }: HeadProps) {
  const { alert, rule } = item;
  const { summary } = wordsOf(alert.annotations);
  const since = timeOf(alert.activeAt);
  const severity = alert.labels["severity"] ?? "";
  return (
    <button type="button" class="alert-head" aria-expanded={isOpen} onClick={onToggle}>
      <span class="alert-severity">{visibleLine(cut(severity, 12)) || alert.state}</span>
      <span class="alert-words">
        <bdi class="alert-name">{visibleLine(cut(rule.name, 120))}</bdi>
        <bdi class="alert-summary">{visibleLine(cut(summary, 300))}</bdi>
        <span class="alert-labels">
          {ownLabels(alert.labels).map(([name, value]) => (
            <bdi key={name} class="label">
              {visibleLine(cut(name, 60))}=<b>{visibleLine(cut(value, 80))}</b>
            </bdi>
          ))}
        </span>
      </span>
      {covering !== null && <Silenced by={covering} nowMs={nowMs} />}
      <span class="alert-value" title="the value when it was last evaluated">
        {alert.value === undefined ? "" : significant(Number(alert.value), 4)}
      </span>
      <span class="alert-since" title={since === null ? "" : dateTime(since, zone.value)}>
        {since === null ? "" : ago(since, nowMs)}
      </span>
    </button>
  );
}

function Silenced({ by, nowMs }: { by: Silence; nowMs: number }) {
  const ends = timeOf(by.endsAt);
  return (
    <span class="badge" title={visibleLine(cut(`${by.createdBy}: ${by.comment}`, 400))}>
      silenced{ends !== null && `, ends ${ago(ends, nowMs)}`}
    </span>
  );
}

function AlertBody({ item, silences }: { item: AlertItem; silences: readonly Silence[] | null }) {
  const { alert, rule } = item;
  const isSilencing = useSignal(false);
  const { description } = wordsOf(alert.annotations);
  const runbook = linkOf(alert.annotations["runbook_url"] ?? alert.annotations["runbook"]);
  const others = Object.entries(alert.annotations).filter(
    ([name]) => !["summary", "description", "runbook_url", "runbook"].includes(name),
  );
  const host = alert.labels["host"] ?? alert.labels["instance"];
  return (
    <div class="alert-body stack">
      {description !== "" && <Text text={description} limit={2_000} />}
      {others.map(([name, value]) => (
        <p key={name}>
          <span class="faint">{visibleLine(name)}: </span>
          <Text text={value} />
        </p>
      ))}
      <p class="row">
        <a class="code alert-expr" href={href("explore", { q: rule.query })} title="open in Explore">
          {visibleLine(cut(rule.query, 500))}
        </a>
        {rule.anomaly !== undefined && <span class="faint">{anomalyText(rule)}</span>}
      </p>
      <AlertChart item={item} />
      <p class="row">
        {runbook !== null && (
          <a href={runbook} target="_blank" rel="noopener noreferrer">
            runbook
          </a>
        )}
        {host !== undefined && (
          <a href={href("logs", { q: `{host=${JSON.stringify(host)}}` })}>logs of {visibleLine(cut(host, 80))}</a>
        )}
        <span class="faint">
          group <bdi>{visibleLine(item.group)}</bdi>, <span title={visibleLine(item.file)}>{visibleLine(fileName(item.file))}</span>
        </span>
        <span class="spacer" />
        <button type="button" onClick={() => setFilter(ownLabels(alert.labels).map(term).join(" "))}>
          alerts like it
        </button>
        {silences !== null && (
          <button type="button" aria-pressed={isSilencing.value} onClick={() => (isSilencing.value = !isSilencing.value)}>
            silence …
          </button>
        )}
      </p>
      {isSilencing.value && <SilenceForm labels={alert.labels} onDone={() => (isSilencing.value = false)} />}
    </div>
  );
}

function term([name, value]: [string, string]): string {
  return `${name}=${/\s/.test(value) ? `"${value}"` : value}`;
}
