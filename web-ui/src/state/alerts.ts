// What the page for alerts is narrowed to, and from when it is. The filter is in the address (`q`).
import { computed, signal } from "@preact/signals";
import { createSilence, expireSilence, type NewSilence } from "../api/alerts";
import { messageOf } from "../api/client";
import { route, setParams } from "./route";
import { refreshNow } from "./time";

export const filter = computed(() => route.value.params.get("q") ?? "");

export function setFilter(text: string): void {
  setParams({ q: text }, "replace");
}

/** Why the last change of a silence failed; null when it did not. */
export const silenceError = signal<string | null>(null);

async function change(call: (abort: AbortSignal) => Promise<void>): Promise<boolean> {
  try {
    await call(new AbortController().signal);
    silenceError.value = null;
    refreshNow();
    return true;
  } catch (error) {
    silenceError.value = messageOf(error);
    return false;
  }
}

/** Starts a silence; true when the server took it. */
export function silence(wanted: NewSilence): Promise<boolean> {
  return change((abort) => createSilence(wanted, abort));
}

export function endSilence(id: string): Promise<boolean> {
  return change((abort) => expireSilence(id, abort));
}
