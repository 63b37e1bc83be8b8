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
  /** The stream labels worth showing: those that differ. */
  labels: readonly string[];
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
const WRAPPED_LIMIT = 4_000;

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
          {look.labels.map((name) => {
            const value = row.labels[name];
            return value === undefined ? null : (
              <bdi key={name} title={visibleLine(`${name}=${cut(value, 500)}`)}>
                {visibleLine(cut(value, 40))}
              </bdi>
            );
          })}
        </span>
      )}
      {look.columns.map((name) => (
        <bdi key={name} class="log-column" title={visibleLine(`${name}=${cut(valueOf(row, name) ?? "", 500)}`)}>
          {visibleLine(cut(valueOf(row, name) ?? "–", 80))}
        </bdi>
      ))}
      <bdi class="log-text">
        <LogText line={row.line} limit={look.isWrapped ? WRAPPED_LIMIT : LIMIT} search={look.search} hasLines={look.isWrapped} />
      </bdi>
    </div>
  );
});

/** A click that ends the marking of text must not open or close the line. */
function isNothingMarked(): boolean {
  return document.getSelection()?.isCollapsed ?? true;
}
