// What the page for alerts is narrowed to, and from when it is. The filter is in the address (`q`).
import { computed } from "@preact/signals";
import { createSilence, expireSilence, type NewSilence } from "../api/alerts";
import { messageOf } from "../api/client";
import { route, setParams } from "./route";
import { refreshNow } from "./time";

export const filter = computed(() => route.value.params.get("q") ?? "");

export function setFilter(text: string): void {
  setParams({ q: text }, "replace");
}

/** Null when the call was answered well, and everything is asked anew; else why it was not. */
async function change(call: (abort: AbortSignal) => Promise<void>): Promise<string | null> {
  try {
    await call(new AbortController().signal);
    refreshNow();
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

/** Starts a silence; resolves to null, or to why the server did not take it. */
export function silence(wanted: NewSilence): Promise<string | null> {
  return change((abort) => createSilence(wanted, abort));
}

/** Ends a silence; resolves to null, or to why it goes on. */
export function endSilence(id: string): Promise<string | null> {
  return change((abort) => expireSilence(id, abort));
}
