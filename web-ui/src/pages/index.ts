// The pages: the only table of them. Each is a chunk of its own, loaded when first shown. A page is a
// component without properties that reads `route` and `resolved`.
import type { ComponentType } from "preact";

export interface Page {
  id: string;
  title: string;
  /** The key after `g`. */
  key: string;
  load: () => Promise<ComponentType>;
  /** False when the range in the top bar means nothing to the page. */
  hasRange: boolean;
}

const modules = import.meta.glob<Record<string, ComponentType>>("./*/*Page.tsx");

function page(id: string, title: string, key: string, hasRange: boolean): Page[] {
  const name = `${title}Page`;
  const load = modules[`./${id}/${name}.tsx`];
  return load ? [{ id, title, key, hasRange, load: async () => (await load())[name] as ComponentType }] : [];
}

export const PAGES: readonly Page[] = [
  ...page("home", "Home", "h", true),
  ...page("explore", "Explore", "e", true),
  ...page("logs", "Logs", "l", true),
  ...page("alerts", "Alerts", "a", false),
  ...page("status", "Status", "s", false),
];
