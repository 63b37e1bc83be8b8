// What narrows the lines without LogQL, and how they are shown: search, levels, live, wrap, download.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { count } from "../../lib/format";
import { totals } from "../../lib/logs-histogram";
import { GROUPS, type Group } from "../../lib/logs-levels";
import { searchOf, split, withSearch } from "../../lib/logs-query";
import { asText } from "../../lib/logs-rows";
import {
  ask, histogram, isLive, isPaused, isWrapped, levels, query, setLive, toggleLevel, toggleWrap, visibleRows,
} from "../../state/logs";

export function LogBar() {
  const isLines = split(query.value) !== null;
  if (!isLines) {
    return null;
  }
  return (
    <div class="log-bar row">
      <SearchBox />
      <Levels />
      <span class="spacer" />
      <Live />
      <Looks />
    </div>
  );
}

function Looks() {
  return (
    <>
      <button type="button" aria-pressed={isWrapped.value} title="wrap long lines (w)" onClick={toggleWrap}>
        Wrap
      </button>
      <button type="button" title="the lines shown, as a text file" disabled={visibleRows.value.length === 0} onClick={download}>
        Download
      </button>
    </>
  );
}

function SearchBox() {
  const now = searchOf(query.value);
  const text = useSignal(now.text);
  const ignoreCase = useSignal(now.ignoreCase);
  useEffect(() => {
    text.value = now.text;
    if (now.text !== "") {
      ignoreCase.value = now.ignoreCase;
    }
  }, [query.value]);
  const search = () => ask(withSearch(query.peek(), { text: text.value, ignoreCase: ignoreCase.value }));
  return (
    <form
      class="log-search group"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        search();
      }}
    >
      <input
        type="search"
        id="log-search"
        value={text.value}
        placeholder="search lines for a text (s)"
        aria-label="search lines"
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => (text.value = event.currentTarget.value)}
        onChange={search}
      />
      <button
        type="button"
        aria-pressed={!ignoreCase.value}
        title={ignoreCase.value ? "upper and lower case are the same" : "upper and lower case differ"}
        onClick={() => {
          ignoreCase.value = !ignoreCase.value;
          search();
        }}
      >
        Aa
      </button>
    </form>
  );
}

const NAMES: Record<Group, string> = {
  error: "error",
  warn: "warn",
  info: "info",
  debug: "debug",
  unknown: "no level",
};

function Levels() {
  const sums = histogram.value === null ? null : totals(histogram.value);
  return (
    <div class="log-levels row" role="group" aria-label="levels">
      {GROUPS.map((group) => (
        <button
          key={group}
          type="button"
          class={`level-chip level-${group}`}
          aria-pressed={levels.value.includes(group)}
          title={`only ${NAMES[group]}`}
          onClick={() => toggleLevel(group)}
        >
          <span class="swatch" />
          {NAMES[group]}
          <span class="sum">{sums === null ? "" : count(sums[group])}</span>
        </button>
      ))}
    </div>
  );
}

function Live() {
  if (!isLive.value) {
    return (
      <button type="button" title="show lines as they come (l)" onClick={() => setLive(true)}>
        <span class="live-dot" /> Live
      </button>
    );
  }
  return (
    <div class="group">
      <button type="button" aria-pressed class="live-on" title="stop following (l)" onClick={() => setLive(false)}>
        <span class="live-dot" /> Live
      </button>
      <button type="button" title={isPaused.value ? "go on (p)" : "pause (p)"} onClick={() => (isPaused.value = !isPaused.value)}>
        {isPaused.value ? "Go on" : "Pause"}
      </button>
    </div>
  );
}

function download(): void {
  const url = URL.createObjectURL(new Blob([asText(visibleRows.peek())], { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `weir-logs-${new Date().toISOString().slice(0, 19).replaceAll(":", "")}.txt`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1_000);
}
