import { signal } from "@preact/signals";

/** Why queries failed, by their text; set by the view that asked, shown below the editor. */
export const errors = signal<ReadonlyMap<string, string>>(new Map());
