// The range that every page shows, from the address.
//
//   range.value       {from: "now-1h", to: "now"} as in the address
//   resolved.value    {fromMs, toMs}; computed anew at each tick of the refresh, so an effect that reads
//                     it asks again by itself
//   refresh.value     "off" | "5s" | ...        refreshNow()    one tick at once
//   setRange(range)   a new step in the history; zoomTo(fromMs, toMs), zoomBack()
//   ownRange.value    the range of a page whose address names none; null is the last hour
import { computed, effect, signal } from "@preact/signals";
import { isRelative, parseDuration, resolve, type Range, type Resolved } from "../lib/time";
import { route, setParams } from "./route";

const DEFAULT_RANGE: Range = { from: "now-1h", to: "now" };
const DEFAULT_REFRESH = "10s";

/** Zooming in further than this would show nothing. */
const MIN_ZOOM_MS = 1_000;
const MAX_ZOOMS = 20;

const ticks = signal(0);

/** Zooms that can be taken back: the range before, and the one zoomed to. */
const zooms = signal<{ before: Range; after: Range }[]>([]);

/** The range of a page whose address names none; null is the last hour. */
export const ownRange = signal<Range | null>(null);

export const range = computed<Range>(
  () => {
    const params = route.value.params;
    const [from, to] = [params.get("from"), params.get("to")];
    if (from === null && to === null) {
      return ownRange.value ?? DEFAULT_RANGE;
    }
    const wanted = { from: from ?? DEFAULT_RANGE.from, to: to ?? DEFAULT_RANGE.to };
    return resolve(wanted, Date.now()) === null ? DEFAULT_RANGE : wanted;
  },
);

/** True when the address names a range; a page may choose its own when it does not. */
export const isRangeChosen = computed(() => route.value.params.has("from"));

const rangeKey = computed(() => `${range.value.from} ${range.value.to}`);

export const resolved = computed<Resolved>(() => {
  void ticks.value;
  void rangeKey.value;
  const now = Date.now();
  return resolve(range.peek(), now) ?? { fromMs: now - 3_600_000, toMs: now };
});

/** The refresh interval; a range that does not move is not refreshed. */
export const refresh = computed(() => {
  const wanted = route.value.params.get("refresh") ?? DEFAULT_REFRESH;
  return wanted === "off" || parseDuration(wanted) !== null ? wanted : DEFAULT_REFRESH;
});

/** True after a zoom that can be taken back. */
export const canZoomBack = computed(() => {
  const last = zooms.value.at(-1)?.after;
  return last !== undefined && last.from === range.value.from && last.to === range.value.to;
});

export function refreshNow(): void {
  ticks.value++;
}

export function setRange(next: Range): void {
  zooms.value = [];
  setParams({ from: next.from, to: next.to });
}

export function setRefresh(next: string): void {
  setParams({ refresh: next }, "replace");
}

/** Shows exactly this part; `zoomBack` returns. */
export function zoomTo(fromMs: number, toMs: number): void {
  const middle = (fromMs + toMs) / 2;
  const half = Math.max(toMs - fromMs, MIN_ZOOM_MS) / 2;
  const after = { from: String(Math.round(middle - half)), to: String(Math.round(middle + half)) };
  const kept = canZoomBack.value ? zooms.value : [];
  zooms.value = [...kept, { before: range.value, after }].slice(-MAX_ZOOMS);
  setParams({ ...after });
}

/** Takes the last zoom back. */
export function zoomBack(): void {
  const last = zooms.value.at(-1);
  if (last && canZoomBack.value) {
    zooms.value = zooms.value.slice(0, -1);
    setParams({ from: last.before.from, to: last.before.to });
  }
}

/** Moves (`-1` back, `1` on) by half of what is shown. */
export function shiftRange(direction: -1 | 1): void {
  const { fromMs, toMs } = resolved.value;
  const shift = ((toMs - fromMs) / 2) * direction;
  setParams({ from: String(Math.round(fromMs + shift)), to: String(Math.round(toMs + shift)) });
}

/** Starts the clock that refreshes; it rests while the page is hidden. Once, at the start. */
export function startRefreshing(): void {
  let due = false;
  effect(() => {
    const everyMs = refresh.value === "off" || !isRelative(range.value) ? null : parseDuration(refresh.value);
    if (everyMs === null) {
      return;
    }
    const timer = window.setInterval(() => {
      due = document.hidden;
      if (!due) {
        refreshNow();
      }
    }, Math.max(1_000, everyMs));
    return () => window.clearInterval(timer);
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && due) {
      due = false;
      refreshNow();
    }
  });
}
