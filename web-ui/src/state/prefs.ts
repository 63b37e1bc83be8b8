// What this browser remembers: theme and time zone. Everything else is in the address.
//
//   theme.value       "system" | "light" | "dark"      shownTheme.value  "light" | "dark"
//   zone.value        "local" | "utc"
import { computed, effect, signal } from "@preact/signals";
import type { Theme } from "../lib/palette";
import type { Zone } from "../lib/time";

export type ThemeChoice = "system" | Theme;

const THEME = "weir.theme";
const ZONE = "weir.zone";
const systemDark = matchMedia("(prefers-color-scheme: dark)");
const systemTheme = signal<Theme>(systemDark.matches ? "dark" : "light");

export const theme = signal<ThemeChoice>(remembered(THEME, ["system", "light", "dark"], "system"));
export const shownTheme = computed<Theme>(() => (theme.value === "system" ? systemTheme.value : theme.value));
export const zone = signal<Zone>(remembered(ZONE, ["local", "utc"], "local"));

/** Applies the preferences and keeps them; once, at the start. */
export function keepPreferences(): void {
  systemDark.addEventListener("change", () => (systemTheme.value = systemDark.matches ? "dark" : "light"));
  effect(() => {
    document.documentElement.dataset["theme"] = shownTheme.value;
    remember(THEME, theme.value);
  });
  effect(() => remember(ZONE, zone.value));
}

function remembered<T extends string>(key: string, known: readonly T[], fallback: T): T {
  try {
    const value = localStorage.getItem(key);
    return known.find((each) => each === value) ?? fallback;
  } catch {
    return fallback; // storage is turned off
  }
}

function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // storage is turned off or full: the choice holds for this page
  }
}
