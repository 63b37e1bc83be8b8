import { signal } from "@preact/signals";
import { fetchStatus, queryInstant } from "../api/server";
import type { Status } from "../api/types";

const REFRESH_MS = 5_000;

/** The server's status; null until the first answer. */
export const status = signal<Status | null>(null);

/** Samples a second taken in, by protocol. */
export const rates = signal<Record<string, number>>({});

/** Why the last request failed; null when it did not. */
export const statusError = signal<string | null>(null);

const RATE_QUERY = "sum by (protocol) (rate(weir_ingest_samples_total[1m]))";

async function refresh(abort: AbortSignal): Promise<void> {
  try {
    status.value = await fetchStatus(abort);
    statusError.value = null;
    const result = await queryInstant(RATE_QUERY, abort);
    if (result.resultType === "vector") {
      rates.value = Object.fromEntries(
        result.result.map((row) => [row.metric["protocol"] ?? "", Number(row.value?.[1] ?? 0)]),
      );
    }
  } catch (error) {
    if (!abort.aborted) {
      statusError.value = error instanceof Error ? error.message : String(error);
    }
  }
}

/** Keeps the signals fresh; returns what ends it. */
export function watchStatus(): () => void {
  const abort = new AbortController();
  let timer = 0;
  const round = async () => {
    await refresh(abort.signal);
    if (!abort.signal.aborted) {
      timer = window.setTimeout(() => void round(), REFRESH_MS);
    }
  };
  void round();
  return () => {
    abort.abort();
    window.clearTimeout(timer);
  };
}
