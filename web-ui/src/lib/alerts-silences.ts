// Which alerts a silence covers, and the silence for an alert.
import type { NewSilence, Silence, SilenceMatcher } from "../api/alerts";
import type { Labels } from "../api/types";
import { timeOf } from "./alerts-groups";

export type SilenceState = "active" | "pending" | "expired";

export function stateOfSilence(silence: Silence, nowMs: number): SilenceState {
  const starts = timeOf(silence.startsAt) ?? 0;
  const ends = timeOf(silence.endsAt) ?? 0;
  return ends <= nowMs ? "expired" : starts > nowMs ? "pending" : "active";
}

/** True when the matcher holds; an absent label is an empty one. Regular expressions are anchored. */
export function holds(matcher: SilenceMatcher, labels: Labels): boolean {
  const value = labels[matcher.name] ?? "";
  let isMatch: boolean;
  if (matcher.isRegex) {
    try {
      isMatch = new RegExp(`^(?:${matcher.value})$`, "s").test(value);
    } catch {
      return false; // written for another kind of regular expressions
    }
  } else {
    isMatch = value === matcher.value;
  }
  return isMatch === (matcher.isEqual ?? true);
}

/** The active silence that covers an alert and ends last; null for none. */
export function silenceOf(labels: Labels, silences: readonly Silence[], nowMs: number): Silence | null {
  const covering = silences.filter(
    (silence) =>
      silence.matchers.length > 0 &&
      stateOfSilence(silence, nowMs) === "active" &&
      silence.matchers.every((matcher) => holds(matcher, labels)),
  );
  return covering.sort((a, b) => (timeOf(b.endsAt) ?? 0) - (timeOf(a.endsAt) ?? 0))[0] ?? null;
}

/** Matchers for exactly these labels, the alert's name first. */
export function matchersFor(labels: Labels): SilenceMatcher[] {
  return Object.keys(labels)
    .sort((a, b) => Number(b === "alertname") - Number(a === "alertname") || (a < b ? -1 : 1))
    .map((name) => ({ name, value: labels[name] ?? "", isRegex: false, isEqual: true }));
}

export function newSilence(
  matchers: SilenceMatcher[],
  nowMs: number,
  durationMs: number,
  createdBy: string,
  comment: string,
): NewSilence {
  return {
    matchers,
    startsAt: new Date(nowMs).toISOString(),
    endsAt: new Date(nowMs + durationMs).toISOString(),
    createdBy,
    comment,
  };
}

/** `name=value`, `name!~"regex"` as Alertmanager writes it. */
export function matcherText(matcher: SilenceMatcher): string {
  const op = (matcher.isEqual ?? true) ? (matcher.isRegex ? "=~" : "=") : matcher.isRegex ? "!~" : "!=";
  return `${matcher.name}${op}${JSON.stringify(matcher.value)}`;
}
