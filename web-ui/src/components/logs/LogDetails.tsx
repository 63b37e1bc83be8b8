// One line opened: the whole of it, its fields by where they come from, and what can be done with them.
import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { Text } from "../Text";
import { membersOf } from "../../lib/logs-fields";
import { streamSelector, withFieldFilter, withMatcher, type Search } from "../../lib/logs-query";
import type { Row } from "../../lib/logs-rows";
import { visibleLine } from "../../lib/text";
import { dateTime } from "../../lib/time";
import { zone } from "../../state/prefs";
import { hashOf, route } from "../../state/route";
import { ask, columns, query, toggleColumn } from "../../state/logs";
import { LogContext } from "./LogContext";
import { LogText } from "./LogText";

interface Field {
  name: string;
  value: string;
}

interface Section {
  title: string;
  fields: Field[];
  /** The query when lines with (or without) this value are wanted. */
  filter: (field: Field, isWanted: boolean) => string;
}

const SHORT = 6_000;
const BEFORE_MS = 300_000;
const AFTER_MS = 60_000;

function fieldsOf(labels: Record<string, string>): Field[] {
  return Object.keys(labels)
    .sort()
    .map((name) => ({ name, value: labels[name] ?? "" }));
}

function sectionsOf(row: Row): Section[] {
  const byField = (parser: "json" | "logfmt" | null) => (field: Field, isWanted: boolean) =>
    withFieldFilter(query.peek(), field.name, isWanted ? "=" : "!=", field.value, parser);
  const members = membersOf(row.line);
  const all: Section[] = [
    {
      title: "stream",
      fields: fieldsOf(row.labels),
      filter: (field, isWanted) => withMatcher(query.peek(), field.name, isWanted ? "=" : "!=", field.value),
    },
    { title: "fields", fields: fieldsOf(row.fields), filter: byField(null) },
    { title: "made by the query", fields: fieldsOf(row.parsed), filter: byField(null) },
  ];
  const isParsed = Object.keys(row.parsed).length > 0;
  if (members && !isParsed) {
    const fields = members.members.map(([name, value]) => ({ name, value }));
    all.push({ title: `in the line (${members.stage})`, fields, filter: byField(members.stage) });
  }
  return all.filter((section) => section.fields.length > 0);
}

/** The address of this view around the line, with the line opened. */
function linkTo(row: Row): string {
  const params = new URLSearchParams(route.peek().params);
  params.set("at", row.ns);
  params.set("from", String(Math.round(row.ms - BEFORE_MS)));
  params.set("to", String(Math.round(row.ms + AFTER_MS)));
  params.delete("live");
  return new URL(hashOf({ page: "logs", params }), location.href).href;
}

export function LogDetails({ row, search, onClose }: { row: Row; search: Search; onClose: () => void }) {
  const isWhole = useSignal(false);
  const isContext = useSignal(false);
  const sections = useMemo(() => sectionsOf(row), [row]);
  const hasMore = row.line.length > SHORT;
  return (
    <div class={`log-details level-${row.level.group}`}>
      <div class="log-actions row">
        <time>{dateTime(row.ms, zone.value, true)}</time>
        <Copy text={row.line} label="copy line" />
        <Copy text={streamSelector(row.labels)} label="copy selector" />
        <Copy text={linkTo(row)} label="copy link" />
        <button type="button" aria-pressed={isContext.value} onClick={() => (isContext.value = !isContext.value)}>
          show context
        </button>
        <button type="button" onClick={() => ask(streamSelector(row.labels))}>
          only this stream
        </button>
        <span class="spacer" />
        <button type="button" class="icon" aria-label="close" title="close (Enter)" onClick={onClose}>
          ×
        </button>
      </div>
      <pre class="log-whole">
        <bdi>
          <LogText line={row.line} limit={isWhole.value ? 1 << 20 : SHORT} search={search} hasLines />
        </bdi>
      </pre>
      {hasMore && (
        <button type="button" class="link" onClick={() => (isWhole.value = !isWhole.value)}>
          {isWhole.value ? "show less" : `show all ${row.line.length.toLocaleString("en")} characters`}
        </button>
      )}
      {isContext.value && <LogContext row={row} />}
      <div class="log-sections">
        {sections.map((section) => (
          <FieldTable key={section.title} section={section} />
        ))}
      </div>
    </div>
  );
}

function FieldTable({ section }: { section: Section }) {
  return (
    <table class="log-fields">
      <caption>{section.title}</caption>
      <tbody>
        {section.fields.map((field) => (
          <tr key={field.name}>
            <td class="log-does">
              <FieldActions field={field} section={section} />
            </td>
            <th scope="row">
              <bdi>{visibleLine(field.name)}</bdi>
            </th>
            <td>
              <Text text={field.value} limit={600} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function FieldActions({ field, section }: { field: Field; section: Section }) {
  const name = visibleLine(field.name);
  const isColumn = columns.value.includes(field.name);
  return (
    <>
      <Do title={`filter for ${name}`} icon="in" run={() => ask(section.filter(field, true))} />
      <Do title={`filter out ${name}`} icon="out" run={() => ask(section.filter(field, false))} />
      <Do title={`${isColumn ? "remove" : "add"} column ${name}`} icon="column" isOn={isColumn} run={() => toggleColumn(field.name)} />
      <Do title={`copy ${name}`} icon="copy" run={() => void copy(field.value)} />
    </>
  );
}

/** Drawn, because fonts differ in which signs they have. */
const ICONS = {
  in: "M7 3a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM10 10l3 3M7 5.5v3M5.5 7h3",
  out: "M7 3a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM10 10l3 3M5.5 7h3",
  column: "M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10",
  copy: "M5.5 5.5h7v7h-7zM10.5 5.5v-3h-7v7h2",
};

interface DoProps {
  title: string;
  icon: keyof typeof ICONS;
  isOn?: boolean;
  run: () => void;
}

function Do({ title, icon, isOn, run }: DoProps) {
  return (
    <button type="button" class="do" title={title} aria-label={title} aria-pressed={isOn} onClick={run}>
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
        <path d={ICONS[icon]} />
      </svg>
    </button>
  );
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // not allowed here: no secure context, or no focus
  }
}

function Copy({ text, label }: { text: string; label: string }) {
  const said = useSignal("");
  const run = async () => {
    said.value = (await copy(text)) ? "copied" : "not allowed by the browser";
    setTimeout(() => (said.value = ""), 1_500);
  };
  return (
    <button type="button" onClick={() => void run()}>
      {said.value || label}
    </button>
  );
}
