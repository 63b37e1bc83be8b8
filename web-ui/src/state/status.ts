// The server's status, asked for every few seconds while the page is visible.
//
//   status.value        the last answer; null until the first      previousStatus.value   the one before
//   statusError.value   why the last request failed; null when it did not
import { effect, signal } from "@preact/signals";
import { aborted, ApiError, messageOf } from "../api/client";
import { fetchStatus } from "../api/server";
import type { Status } from "../api/types";
import { session } from "./session";

const INTERVAL_MS = 5_000;

export interface TimedStatus {
  atMs: number;
  status: Status;
}

export const status = signal<TimedStatus | null>(null);
export const previousStatus = signal<TimedStatus | null>(null);
export const statusError = signal<string | null>(null);

/** True when the server did not answer at all. */
export const isUnreachable = signal(false);

async function ask(signal: AbortSignal): Promise<void> {
  try {
    const next = await fetchStatus(signal);
    previousStatus.value = status.value;
    status.value = { atMs: performance.now(), status: next };
    statusError.value = null;
    isUnreachable.value = false;
  } catch (error) {
    if (!aborted(error) && !(error instanceof ApiError && error.status === 401)) {
      statusError.value = messageOf(error);
      isUnreachable.value = !(error instanceof ApiError) || error.status === 0;
    }
  }
}

/** Keeps the signals fresh; once, at the start. */
export function watchStatus(): void {
  effect(() => {
    if (session.value.kind === "starting" || session.value.kind === "signedOut") {
      return;
    }
    const abort = new AbortController();
    let timer = 0;
    const round = async () => {
      if (!document.hidden) {
        await ask(abort.signal);
      }
      if (!abort.signal.aborted) {
        timer = window.setTimeout(() => void round(), INTERVAL_MS);
      }
    };
    void round();
    return () => {
      abort.abort();
      window.clearTimeout(timer);
    };
  });
}
