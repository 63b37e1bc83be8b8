// Keys that work everywhere, and those of the page shown.
//
//   useKeys([{ keys: "e", text: "expand all", run }])     while the component is there
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";

export interface Key {
  /** One key, or two after each other: `g h`. */
  keys: string;
  text: string;
  run: () => void;
}

const SEQUENCE_MS = 1_200;

export const keys = signal<readonly Key[]>([]);
export const isHelpOpen = signal(false);

/** Adds keys; returns what takes them away. */
export function addKeys(added: readonly Key[]): () => void {
  keys.value = [...keys.value, ...added];
  return () => (keys.value = keys.value.filter((key) => !added.includes(key)));
}

export function useKeys(added: readonly Key[]): void {
  useEffect(() => addKeys(added), []);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** The newest key of this name: those of the page come after those that work everywhere. */
function bound(name: string): Key | undefined {
  return keys.value.findLast((key) => key.keys === name);
}

/** Listens; once, at the start. */
export function listenForKeys(): void {
  let first = "";
  let firstAt = 0;
  window.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) {
      return;
    }
    if (isTyping(event.target)) {
      if (event.key === "Escape") {
        (event.target as HTMLElement).blur();
      }
      return;
    }
    const isSecond = first !== "" && event.timeStamp - firstAt < SEQUENCE_MS;
    const found = (isSecond ? bound(`${first} ${event.key}`) : undefined) ?? bound(event.key);
    first = found ? "" : event.key;
    firstAt = event.timeStamp;
    if (found) {
      event.preventDefault();
      found.run();
    }
  });
}

/** Puts the cursor into the query of the page: the element with `data-query`. */
export function focusQuery(): void {
  document.querySelector<HTMLElement>("[data-query]")?.focus();
}
