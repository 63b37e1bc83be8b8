// One line of the list: time, level, labels, chosen columns, text.
import type { Row } from "../../lib/logs-rows";
import { valueOf } from "../../lib/logs-rows";
import type { Search } from "../../lib/logs-query";
import { cut, visibleLine } from "../../lib/text";
import { clock, dateTime, type Zone } from "../../lib/time";
import { memo } from "./memo";
import { LogText } from "./LogText";

export interface Look {
  zone: Zone;
  hasDate: boolean;
  isWrapped: boolean;
  columns: readonly string[];
  /** The stream labels worth showing, one place for each; of several names, the first that is there. */
  labels: readonly (readonly string[])[];
  search: Search;
}

interface Props {
  row: Row;
  look: Look;
  isOpen: boolean;
  isSelected: boolean;
  isFresh: boolean;
  onToggle: (row: Row) => void;
}

const LIMIT = 1_000;
const WRAPPED_LIMIT = 2_000;

export const LogLine = memo(function LogLine({ row, look, isOpen, isSelected, isFresh, onToggle }: Props) {
  const classes = [
    "log-line",
    `level-${row.level.group}`,
    look.isWrapped ? "wrapped" : "",
    isSelected ? "selected" : "",
    isFresh ? "fresh" : "",
  ];
  return (
    <div
      class={classes.filter(Boolean).join(" ")}
      onClick={() => isNothingMarked() && onToggle(row)}
      aria-expanded={isOpen}
    >
      <time title={`${dateTime(row.ms, look.zone, true)} · ${row.ns} ns`}>
        {look.hasDate ? dateTime(row.ms, look.zone, true).slice(5) : clock(row.ms, look.zone, true)}
      </time>
      <span class="log-level" title={visibleLine(row.level.name || "no level")}>
        {visibleLine(cut(row.level.name, 8))}
      </span>
      {look.labels.length > 0 && (
        <span class="log-labels">
          {look.labels.map((names) => (
            <Label key={names[0]} row={row} names={names} />
          ))}
        </span>
      )}
      {look.columns.map((name) => (
        <bdi key={name} class="log-column" title={visibleLine(`${name}=${cut(valueOf(row, name) ?? "", 500)}`)}>
          {visibleLine(cut(valueOf(row, name) ?? "–", 80))}
        </bdi>
      ))}
      <bdi class="log-text" dir="ltr">
        <LogText line={row.line} limit={look.isWrapped ? WRAPPED_LIMIT : LIMIT} search={look.search} hasLines={look.isWrapped} />
        <Fields row={row} columns={look.columns} />
      </bdi>
    </div>
  );
});

function Label({ row, names }: { row: Row; names: readonly string[] }) {
  const name = names.find((each) => row.labels[each] !== undefined) ?? "";
  const value = row.labels[name] ?? "";
  return <bdi title={visibleLine(`${name}=${cut(value, 500)}`)}>{visibleLine(cut(value, 40))}</bdi>;
}

/** Fields that every line of syslog has and that say little. */
const DULL = new Set(["facility", "severity", "pid", "msgid", "thread", "level"]);
const MOST_FIELDS = 12;

/** What a structured line says besides its message. */
export function Fields({ row, columns }: { row: Row; columns: readonly string[] }) {
  const names = Object.keys(row.fields).filter((name) => !DULL.has(name) && !columns.includes(name));
  if (names.length === 0) {
    return null;
  }
  return (
    <span class="log-extra">
      {names.slice(0, MOST_FIELDS).map((name) => (
        <span key={name}>
          {" "}
          {visibleLine(cut(name, 40))}=<b>{visibleLine(cut(row.fields[name] ?? "", 60))}</b>
        </span>
      ))}
    </span>
  );
}

/** A click that ends the marking of text must not open or close the line. */
function isNothingMarked(): boolean {
  return document.getSelection()?.isCollapsed ?? true;
}
