// Range and refresh in the top bar: presets, both ends by hand, steps back and on, the last zoom back.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { dateTime, isRelative, parseTime, PRESETS, rangeText, REFRESHES } from "../lib/time";
import { zone } from "../state/prefs";
import {
  canZoomBack, range, refresh, refreshNow, resolved, setRange, setRefresh, shiftRange, zoomBack,
} from "../state/time";

export function TimePicker() {
  const isOpen = useSignal(false);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const close = (event: Event) => {
      if (event.target instanceof Node && !place.current?.contains(event.target)) {
        isOpen.value = false;
      }
    };
    document.addEventListener("pointerdown", close);
    return () => document.removeEventListener("pointerdown", close);
  }, []);
  return (
    <div
      class="picker"
      ref={place}
      onKeyDown={(event) => {
        if (event.key === "Escape") {
          isOpen.value = false;
        }
      }}
    >
      <div class="group">
        <button type="button" title="half a range back" aria-label="earlier" onClick={() => shiftRange(-1)}>
          ‹
        </button>
        <button
          type="button"
          class="range"
          aria-expanded={isOpen.value}
          aria-haspopup="dialog"
          title="choose the range"
          onClick={() => (isOpen.value = !isOpen.value)}
        >
          {rangeText(range.value, zone.value)}
        </button>
        <button type="button" title="half a range on" aria-label="later" onClick={() => shiftRange(1)}>
          ›
        </button>
      </div>
      {canZoomBack.value && (
        <button type="button" title="take the last zoom back (z)" onClick={zoomBack}>
          ↶ zoom
        </button>
      )}
      <Refresh />
      {isOpen.value && <Choices onDone={() => (isOpen.value = false)} />}
    </div>
  );
}

function Refresh() {
  const moves = isRelative(range.value);
  return (
    <div class="group">
      <button type="button" title="refresh now (r)" aria-label="refresh now" onClick={refreshNow}>
        ↻
      </button>
      <select
        aria-label="refresh every"
        title={moves ? "refresh every" : "a fixed range is not refreshed"}
        disabled={!moves}
        value={refresh.value}
        onChange={(event) => setRefresh(event.currentTarget.value)}
      >
        {[...new Set<string>([...REFRESHES, refresh.value])].map((each) => (
          <option key={each}>{each}</option>
        ))}
      </select>
    </div>
  );
}

function Choices({ onDone }: { onDone: () => void }) {
  const { fromMs, toMs } = resolved.value;
  const ends = (text: string, ms: number) => (text.startsWith("now") ? text : dateTime(ms, zone.value));
  const from = useSignal(ends(range.value.from, fromMs));
  const to = useSignal(ends(range.value.to, toMs));
  const error = useSignal<string | null>(null);
  const choose = (event: Event) => {
    event.preventDefault();
    const now = Date.now();
    const [low, high] = [parseTime(from.value, now, zone.value), parseTime(to.value, now, zone.value)];
    if (low === null || high === null) {
      error.value = `not a time: ${low === null ? from.value : to.value}`;
    } else if (low >= high) {
      error.value = "the range ends before it begins";
    } else {
      const text = (typed: string, ms: number) => (typed.trim().startsWith("now") ? typed.trim() : String(ms));
      setRange({ from: text(from.value, low), to: text(to.value, high) });
      onDone();
    }
  };
  return (
    <div class="popover choices" role="dialog" aria-label="range">
      <div class="presets">
        {PRESETS.map((preset) => (
          <button
            key={preset}
            type="button"
            aria-pressed={range.value.from === `now-${preset}` && range.value.to === "now"}
            onClick={() => {
              setRange({ from: `now-${preset}`, to: "now" });
              onDone();
            }}
          >
            {preset}
          </button>
        ))}
      </div>
      <form onSubmit={choose}>
        <End label="from" value={from} />
        <End label="to" value={to} />
        <p class="faint hint">
          now-90m, 2030-01-31 13:05 or epoch milliseconds; {zone.value === "utc" ? "UTC" : "local time"}
        </p>
        {error.value !== null && (
          <p class="note bad" role="alert">
            {error.value}
          </p>
        )}
        <button type="submit" class="primary">
          show
        </button>
      </form>
    </div>
  );
}

function End({ label, value }: { label: string; value: { value: string } }) {
  return (
    <label>
      <span>{label}</span>
      <input
        value={value.value}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => (value.value = event.currentTarget.value)}
      />
    </label>
  );
}
