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

export const PAGES: readonly Page[] = [
  {
    id: "home",
    title: "Home",
    key: "h",
    load: async () => (await import("./home/HomePage")).HomePage,
    hasRange: true,
  },
  {
    id: "explore",
    title: "Explore",
    key: "e",
    load: async () => (await import("./explore/ExplorePage")).ExplorePage,
    hasRange: true,
  },
  {
    id: "logs",
    title: "Logs",
    key: "l",
    load: async () => (await import("./logs/LogsPage")).LogsPage,
    hasRange: true,
  },
  {
    id: "alerts",
    title: "Alerts",
    key: "a",
    load: async () => (await import("./alerts/AlertsPage")).AlertsPage,
    hasRange: false,
  },
  {
    id: "status",
    title: "Status",
    key: "s",
    load: async () => (await import("./status/StatusPage")).StatusPage,
    hasRange: false,
  },
];
