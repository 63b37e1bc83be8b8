// The address is the state: `#/explore?q=up&from=now-1h`. Every view can be shared and reloaded.
//
//   route.value.page            "explore"          route.value.params.get("q")
//   navigate("logs", { q })     another page; range and refresh go along; a new step in the history
//   setParams({ q })            this page; null or "" removes a parameter; a new step in the history
//   setParams({ q }, "replace") the same without a step: for typing
//   href("logs", { q })         the address for a link
import { signal } from "@preact/signals";

export interface Route {
  page: string;
  params: URLSearchParams;
}

export type Changes = Record<string, string | readonly string[] | null>;

const HOME = "home";

/** Parameters that belong to every page. */
const SHARED = ["from", "to", "refresh"];

/** The page and parameters of a hash; the start page when it names none. */
export function parseHash(hash: string): Route {
  const [path, query] = splitOnce(hash.replace(/^#/, ""));
  const page = path.replace(/^\/+|\/+$/g, "");
  return { page: /^[a-z]+$/.test(page) ? page : HOME, params: new URLSearchParams(query) };
}

export function hashOf(route: Route): string {
  const query = route.params.toString();
  return query === "" ? `#/${route.page}` : `#/${route.page}?${query}`;
}

function splitOnce(text: string): [string, string] {
  const at = text.indexOf("?");
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

export const route = signal<Route>(parseHash(location.hash));

/** Follows the browser's back and forward buttons; once, at the start. */
export function followHistory(): void {
  const read = () => {
    const next = parseHash(location.hash);
    if (hashOf(next) !== hashOf(route.value)) {
      route.value = next;
    }
  };
  window.addEventListener("hashchange", read);
  window.addEventListener("popstate", read);
}

function changed(params: URLSearchParams, changes: Changes): URLSearchParams {
  const next = new URLSearchParams(params);
  for (const [name, value] of Object.entries(changes)) {
    next.delete(name);
    if (typeof value === "string") {
      if (value !== "") {
        next.set(name, value);
      }
    } else {
      value?.forEach((each) => next.append(name, each));
    }
  }
  return next;
}

function shared(): URLSearchParams {
  const kept = new URLSearchParams();
  for (const name of SHARED) {
    const value = route.value.params.get(name);
    if (value !== null) {
      kept.set(name, value);
    }
  }
  return kept;
}

function go(next: Route, mode: "push" | "replace"): void {
  const hash = hashOf(next);
  if (hash === hashOf(route.value)) {
    return;
  }
  if (mode === "push") {
    history.pushState(null, "", hash);
  } else {
    history.replaceState(null, "", hash);
  }
  route.value = next;
}

/** The address of `page` with `params`; range and refresh of the present page go along. */
export function href(page: string, params: Changes = {}): string {
  return hashOf({ page, params: changed(shared(), params) });
}

export function navigate(page: string, params: Changes = {}, mode: "push" | "replace" = "push"): void {
  go({ page, params: changed(shared(), params) }, mode);
}

export function setParams(changes: Changes, mode: "push" | "replace" = "push"): void {
  go({ page: route.value.page, params: changed(route.value.params, changes) }, mode);
}
