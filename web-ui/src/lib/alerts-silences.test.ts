import { describe, expect, it } from "vitest";
import type { Silence } from "../api/alerts";
import { holds, matchersFor, matcherText, newSilence, silenceOf, stateOfSilence } from "./alerts-silences";

const NOW = Date.UTC(2026, 0, 1, 12);
const at = (hours: number) => new Date(NOW + hours * 3_600_000).toISOString();

function silence(id: string, from: number, to: number, name: string, value: string): Silence {
  const matchers = [{ name, value, isRegex: false, isEqual: true }];
  return { id, matchers, startsAt: at(from), endsAt: at(to), createdBy: "me", comment: "" };
}

describe("silences", () => {
  it("are active between their ends", () => {
    expect(stateOfSilence(silence("a", -1, 1, "x", "y"), NOW)).toBe("active");
    expect(stateOfSilence(silence("a", 1, 2, "x", "y"), NOW)).toBe("pending");
    expect(stateOfSilence(silence("a", -2, -1, "x", "y"), NOW)).toBe("expired");
  });

  it("cover an alert when all matchers hold; the one that ends last counts", () => {
    const all = [
      silence("short", -1, 1, "host", "a"),
      silence("long", -1, 5, "host", "a"),
      silence("other", -1, 9, "host", "b"),
      silence("over", -9, -1, "host", "a"),
    ];
    expect(silenceOf({ host: "a" }, all, NOW)?.id).toBe("long");
    expect(silenceOf({ host: "c" }, all, NOW)).toBeNull();
    expect(silenceOf({}, [{ ...silence("empty", -1, 1, "x", "y"), matchers: [] }], NOW)).toBeNull();
  });

  it("hold as Alertmanager's matchers do", () => {
    const labels = { host: "web-1" };
    expect(holds({ name: "host", value: "web-.", isRegex: true }, labels)).toBe(true);
    expect(holds({ name: "host", value: "web", isRegex: true }, labels)).toBe(false);
    expect(holds({ name: "host", value: "web-2", isRegex: false, isEqual: false }, labels)).toBe(true);
    expect(holds({ name: "none", value: "", isRegex: false, isEqual: true }, labels)).toBe(true);
    expect(holds({ name: "host", value: "(", isRegex: true, isEqual: true }, labels)).toBe(false);
  });

  it("are made of an alert's labels", () => {
    const matchers = matchersFor({ host: "a", alertname: "Down" });
    expect(matchers.map(matcherText)).toEqual(['alertname="Down"', 'host="a"']);
    expect(newSilence(matchers, NOW, 3_600_000, "me", "why")).toMatchObject({
      startsAt: at(0),
      endsAt: at(1),
      comment: "why",
    });
  });
});
