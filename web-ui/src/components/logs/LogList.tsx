// The lines, newest first, with what is known about the answer above and below them.
import { useComputed, useSignal } from "@preact/signals";
import { useCallback, useEffect, useMemo } from "preact/hooks";
import { bytes, count, span } from "../../lib/format";
import { searchOf } from "../../lib/logs-query";
import { tellingLabels, type Row } from "../../lib/logs-rows";
import { useKeys } from "../../state/keys";
import {
  columns, dropped, hasGap, hasOlder, isAtTop, isLive, isLoadingOlder, isPaused, isReading, isWrapped, levels,
  linkedNs, pending, query, rows, sent, setLive, shown, stats, toggleWrap, visibleRows,
} from "../../state/logs";
import { loadOlder, MAX_LINES, showPending } from "../../state/logs-loading";
import { zone } from "../../state/prefs";
import { range } from "../../state/time";
import { LogDetails } from "./LogDetails";
import { LogLine, type Look } from "./LogLine";
import { VirtualList } from "./VirtualList";

const LINE_PX = 21;
const WRAPPED_CHARS = 140;
const DAY_MS = 86_400_000;
const FRESH_MS = 1_500;

function keyOf(row: Row): number {
  return row.id;
}

export function LogList() {
  const items = visibleRows.value;
  const open = useSignal<ReadonlySet<number>>(new Set());
  const selected = useSignal(-1);
  const freshFrom = useSignal(Number.MAX_SAFE_INTEGER);
  const identity = `${sent.value} ${range.value.from} ${range.value.to} ${levels.value.join()}`;
  const look = useLook();

  useEffect(() => {
    open.value = new Set();
    selected.value = -1;
  }, [identity]);

  useEffect(() => {
    isReading.value = open.value.size > 0;
    return () => (isReading.value = false);
  }, [open.value]);

  // the line that the address names, once it is there
  const linked = linkedNs.value;
  const linkedIds = linked === null ? "" : items.filter((row) => row.ns === linked).map((row) => row.id).join();
  useEffect(() => {
    if (linkedIds !== "") {
      const ids = linkedIds.split(",").map(Number);
      open.value = new Set(ids);
      selected.value = ids[0] ?? -1;
    }
  }, [linkedIds]);

  // lines that arrive are lit for a moment, those of the first answer are not
  const newest = items[0]?.id ?? 0;
  useEffect(() => {
    if (!isLive.value) {
      return;
    }
    const timer = setTimeout(() => (freshFrom.value = newest + 1), FRESH_MS);
    return () => clearTimeout(timer);
  }, [newest]);

  const toggle = useCallback((row: Row) => {
    const next = new Set(open.value);
    if (!next.delete(row.id)) {
      next.add(row.id);
    }
    open.value = next;
    selected.value = row.id;
  }, []);
  const estimate = useCallback(
    (row: Row) => (look.isWrapped ? LINE_PX + 18 * Math.floor(Math.min(row.line.length, 2_000) / WRAPPED_CHARS) : LINE_PX),
    [look.isWrapped],
  );
  const index = useComputed(() => visibleRows.value.findIndex((row) => row.id === selected.value));
  useListKeys(index, selected, toggle);

  return (
    <div class="log-list panel">
      <Figures />
      <Waiting />
      <VirtualList
        items={items}
        keyOf={keyOf}
        estimate={estimate}
        identity={`${identity} ${look.isWrapped}`}
        wanted={index.value}
        label="log lines, newest first"
        onTop={(atTop) => (isAtTop.value = atTop)}
        onNearEnd={() => hasOlder.value && !isLoadingOlder.value && void loadOlder()}
        footer={<Footer />}
        render={(row) => (
          <>
            <LogLine
              row={row}
              look={look}
              isOpen={open.value.has(row.id)}
              isSelected={row.id === selected.value}
              isFresh={row.id >= freshFrom.value}
              onToggle={toggle}
            />
            {open.value.has(row.id) && <LogDetails row={row} search={look.search} onClose={() => toggle(row)} />}
          </>
        )}
      />
    </div>
  );
}

function useLook(): Look {
  const { fromMs, toMs } = shown.value;
  const hasDate = toMs - fromMs > DAY_MS;
  const telling = JSON.stringify(tellingLabels(rows.value));
  const cols = columns.value;
  const { text, ignoreCase } = searchOf(query.value);
  return useMemo(
    () => ({
      zone: zone.value,
      hasDate,
      isWrapped: isWrapped.value,
      columns: cols,
      labels: JSON.parse(telling) as string[][],
      search: { text, ignoreCase },
    }),
    [zone.value, hasDate, isWrapped.value, cols, telling, text, ignoreCase],
  );
}

function useListKeys(index: { value: number }, selected: { value: number }, toggle: (row: Row) => void): void {
  const move = (by: number) => {
    const all = visibleRows.value;
    const next = all[Math.max(0, Math.min(all.length - 1, index.value + by))];
    if (next) {
      selected.value = next.id;
    }
  };
  const openSelected = () => {
    const row = visibleRows.value[index.value];
    if (row) {
      toggle(row);
    }
  };
  useKeys([
    { keys: "j", text: "next line", run: () => move(1) },
    { keys: "k", text: "line before", run: () => move(-1) },
    { keys: "ArrowDown", text: "next line", run: () => move(1) },
    { keys: "ArrowUp", text: "line before", run: () => move(-1) },
    { keys: "Enter", text: "open or close the line", run: openSelected },
    { keys: "o", text: "load older lines", run: () => void loadOlder() },
    { keys: "s", text: "search lines", run: () => document.getElementById("log-search")?.focus() },
    { keys: "w", text: "wrap long lines", run: toggleWrap },
    { keys: "l", text: "follow live", run: () => setLive(!isLive.value) },
    { keys: "p", text: "pause what is live", run: () => (isPaused.value = !isPaused.value) },
  ]);
}

function Figures() {
  const read = stats.value;
  const hidden = rows.value.length - visibleRows.value.length;
  return (
    <p class="log-figures faint" role="status">
      {count(visibleRows.value.length)} lines
      {hasOlder.value ? ", more below" : ""}
      {hidden > 0 && ` · ${count(hidden)} of other levels, told by their text, left out`}
      {dropped.value > 0 && ` · ${count(dropped.value)} older lines dropped to make room`}
      {hasGap.value && <span class="warn"> · lines came faster than they can be shown: some are left out</span>}
      {read !== null && ` · read ${count(read.lines)} lines, ${bytes(read.bytes)}, ${span(read.seconds)}`}
    </p>
  );
}

/** What came while nobody looked. */
function Waiting() {
  const waiting = pending.value.length;
  if (waiting === 0 && !isPaused.value) {
    return null;
  }
  const show = () => {
    isPaused.value = false;
    showPending();
    document.querySelector(".log-list .virtual")?.scrollTo(0, 0);
  };
  return (
    <button type="button" class="log-waiting primary" onClick={show}>
      {isPaused.value ? "paused · " : ""}
      {count(waiting)} new {waiting === 1 ? "line" : "lines"} ↑
    </button>
  );
}

function Footer() {
  if (rows.value.length >= MAX_LINES) {
    return <p class="log-footer warn">{count(MAX_LINES)} lines are held; narrow the range to see older ones</p>;
  }
  if (!hasOlder.value) {
    return <p class="log-footer faint">no older lines in this range</p>;
  }
  return (
    <p class="log-footer">
      <button type="button" disabled={isLoadingOlder.value} onClick={() => void loadOlder()}>
        {isLoadingOlder.value ? "loading …" : "Load older"}
      </button>
    </p>
  );
}
