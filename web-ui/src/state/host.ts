// How much this server holds of its host: whether there are samples yet, since when, and of which hosts.
import { effect, signal } from "@preact/signals";
import { aborted, messageOf } from "../api/client";
import { queryInstant, queryVector } from "../api/prom";
import { FIRST_RATES_MS, rangeOfAge } from "../lib/young";
import { ownRange, refreshNow, resolved } from "./time";

/** Who sends host metrics; the first is this server's own host. Null until asked. */
export const hosts = signal<readonly string[] | null>(null);

/** True while there is no sample of a host at all. */
export const isEmpty = signal(false);

/** True while a counter may not have its second sample, without which it has no rate. */
export const isYoung = signal(false);
export const hostsError = signal<string | null>(null);

const SOON_MS = 2_000;

/** Instances, this server's own first. */
async function findHosts(abort: AbortSignal): Promise<string[]> {
  const [nodes, own] = await Promise.all([
    queryVector("count by (instance) (node_load1)", abort),
    queryVector("count by (instance) (weir_build_info)", abort),
  ]);
  const mine = new Set(own.map((row) => row.labels["instance"] ?? ""));
  return nodes
    .map((row) => row.labels["instance"] ?? "")
    .sort((a, b) => Number(mine.has(b)) - Number(mine.has(a)) || a.localeCompare(b));
}

/** Milliseconds since the first sample of the last hour; null when there is none. */
async function ageOfData(abort: AbortSignal): Promise<number | null> {
  const { data } = await queryInstant("min by () (first_over_time(timestamp(node_load1)[1h:10s]))", null, abort);
  const first = data.resultType === "vector" ? data.result[0]?.value : undefined;
  return first === undefined ? null : Math.max(0, first[0] * 1000 - Number(first[1]) * 1000);
}

/** Watches while the start page is shown; returns what ends it. */
export function watchHosts(): () => void {
  let isGrown = false;
  const stop = effect(() => {
    void resolved.value;
    if (isGrown) {
      return;
    }
    const abort = new AbortController();
    let timer = 0;
    const look = async () => {
      try {
        const [names, ageMs] = await Promise.all([findHosts(abort.signal), ageOfData(abort.signal)]);
        hosts.value = names;
        hostsError.value = null;
        isEmpty.value = names.length === 0;
        const from = ageMs === null ? "now-1m" : rangeOfAge(ageMs);
        isGrown = from === null;
        ownRange.value = from === null ? null : { from, to: "now" };
        isYoung.value = ageMs === null || ageMs < FIRST_RATES_MS;
        if (isYoung.value) {
          timer = window.setTimeout(refreshNow, SOON_MS);
        }
      } catch (error) {
        if (!aborted(error)) {
          hostsError.value = messageOf(error);
        }
      }
    };
    void look();
    return () => {
      abort.abort();
      window.clearTimeout(timer);
    };
  });
  return () => {
    stop();
    ownRange.value = null;
  };
}
