// Asking the server from a component.
//
//   const answer = useLoad((abort) => fetchAlerts(abort), []);
//   answer.data, answer.error, answer.isLoading
//
// Signals that the function reads before its first await (range, refresh) make it ask again, as do
// changed `deps`. What was asked before is cancelled; the old data stay until the new ones are there.
import { effect, untracked, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { aborted, messageOf } from "../api/client";

export interface Load<T> {
  data: T | null;
  error: string | null;
  isLoading: boolean;
}

export function useLoad<T>(load: (abort: AbortSignal) => Promise<T>, deps: readonly unknown[] = []): Load<T> {
  const state = useSignal<Load<T>>({ data: null, error: null, isLoading: true });
  useEffect(
    () =>
      effect(() => {
        const abort = new AbortController();
        const promise = load(abort.signal);
        untracked(() => (state.value = { ...state.value, isLoading: true }));
        promise.then(
          (data) => {
            if (!abort.signal.aborted) {
              state.value = { data, error: null, isLoading: false };
            }
          },
          (error: unknown) => {
            if (!abort.signal.aborted && !aborted(error)) {
              state.value = { ...state.value, error: messageOf(error), isLoading: false };
            }
          },
        );
        return () => abort.abort();
      }),
    [...deps],
  );
  return state.value;
}
