// The server's counters from /metrics, now and one round before, while the page Status is shown.
import { signal } from "@preact/signals";
import { aborted, getText, messageOf } from "../api/client";
import { readings, Snapshot } from "../lib/exposition";

const INTERVAL_MS = 5_000;
const PREFIXES = ["weir_", "process_", "jvm_"];

export const counters = signal<Snapshot | null>(null);
export const countersBefore = signal<Snapshot | null>(null);
export const countersError = signal<string | null>(null);

/** Keeps the signals fresh; returns what ends it. */
export function watchCounters(): () => void {
  const abort = new AbortController();
  let timer = 0;
  const round = async () => {
    if (!document.hidden) {
      await ask(abort.signal);
    }
    if (!abort.signal.aborted) {
      // the first rates should be there soon
      timer = window.setTimeout(() => void round(), countersBefore.value === null ? INTERVAL_MS / 2 : INTERVAL_MS);
    }
  };
  counters.value = null;
  countersBefore.value = null;
  void round();
  return () => {
    abort.abort();
    window.clearTimeout(timer);
  };
}

async function ask(abort: AbortSignal): Promise<void> {
  try {
    const text = await getText("/metrics", abort);
    countersBefore.value = counters.value;
    counters.value = new Snapshot(performance.now(), readings(text, PREFIXES));
    countersError.value = null;
  } catch (error) {
    if (!aborted(error)) {
      countersError.value = messageOf(error);
    }
  }
}
