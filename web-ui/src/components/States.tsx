// What a view shows when there is nothing to show, or not yet, or not all.
import type { ComponentChildren } from "preact";
import { visible, cut } from "../lib/text";

/** A bar that moves; takes no room of its own. */
export function Loading({ label = "loading" }: { label?: string }) {
  return <div class="loading" role="status" aria-label={label} />;
}

export function Failed({ message }: { message: string }) {
  return (
    <p class="note bad" role="alert">
      {visible(cut(message, 2_000))}
    </p>
  );
}

/** A result that is not all there is. */
export function Truncated({ children }: { children: ComponentChildren }) {
  return <p class="note warn">{children}</p>;
}

export function Empty({ children, class: name }: { children: ComponentChildren; class?: string }) {
  return <div class={`empty ${name ?? ""}`}>{children}</div>;
}

interface Shown {
  data: unknown;
  error: string | null;
  isLoading: boolean;
}

/** The failure, the first wait or the emptiness of `load`; null when there is something to show. */
export function stateOf(load: Shown, isEmpty: boolean, emptyText: string) {
  if (load.error !== null && load.data === null) {
    return <Failed message={load.error} />;
  }
  if (load.data === null) {
    return <Empty>loading …</Empty>;
  }
  return isEmpty ? <Empty>{emptyText}</Empty> : null;
}
