import { describe, expect, it } from "vitest";
import {
  ago, axisTimes, dateTime, durationText, isRelative, parseCalendar, parseDuration, parseTime, rangeText, resolve,
} from "./time";

const NOW = Date.UTC(2030, 0, 31, 13, 5, 7, 250);

describe("time", () => {
  it("reads durations", () => {
    expect(parseDuration("1h30m")).toBe(5_400_000);
    expect(parseDuration("250ms")).toBe(250);
    expect(parseDuration("7d")).toBe(604_800_000);
    expect(parseDuration("h")).toBeNull();
    expect(parseDuration("1.5h")).toBeNull();
    expect(parseDuration("")).toBeNull();
  });

  it("writes durations that it reads", () => {
    for (const text of ["5s", "90s", "15m", "1h", "7d", "250ms"]) {
      expect(parseDuration(durationText(parseDuration(text) ?? -1))).toBe(parseDuration(text));
    }
  });

  it("reads ends of ranges", () => {
    expect(parseTime("now", NOW)).toBe(NOW);
    expect(parseTime("now-15m", NOW)).toBe(NOW - 900_000);
    expect(parseTime(String(NOW), 0)).toBe(NOW);
    expect(parseTime("2030-01-31T13:05:07.250Z", 0)).toBe(NOW);
    expect(parseTime("2030-01-31 14:05:07+01:00", 0)).toBe(NOW - 250);
    expect(parseTime("yesterday", NOW)).toBeNull();
    expect(parseTime("now-", NOW)).toBeNull();
    expect(parseTime("0", NOW)).toBe(0);
    expect(parseTime("2030", NOW)).toBeNull();
  });

  it("reads calendar times in the zone", () => {
    expect(parseCalendar("2030-01-31 13:05", "utc")).toBe(NOW - 7_250);
    expect(parseCalendar("2030-01-31", "local")).toBe(new Date(2030, 0, 31).getTime());
    expect(parseCalendar("2030-13-31", "utc")).toBeNull();
  });

  it("refuses ranges that end before they begin", () => {
    expect(resolve({ from: "now-1h", to: "now" }, NOW)).toEqual({ fromMs: NOW - 3_600_000, toMs: NOW });
    expect(resolve({ from: "now", to: "now-1h" }, NOW)).toBeNull();
    expect(isRelative({ from: "now-1h", to: "now" })).toBe(true);
    expect(isRelative({ from: "1800000000000", to: "1800000001000" })).toBe(false);
  });

  it("writes times and ranges", () => {
    expect(dateTime(NOW, "utc")).toBe("2030-01-31 13:05:07");
    expect(dateTime(NOW, "utc", true)).toBe("2030-01-31 13:05:07.250");
    expect(rangeText({ from: "now-6h", to: "now" }, "utc")).toBe("last 6h");
    expect(rangeText({ from: String(NOW - 60_000), to: String(NOW) }, "utc")).toBe(
      "2030-01-31 13:04:07 → 13:05:07",
    );
  });

  it("marks an axis with clocks, and dates where they change", () => {
    const midnight = Date.UTC(2030, 1, 1) / 1000;
    expect(axisTimes([midnight - 3600, midnight, midnight + 3600], 3600, "utc")).toEqual([
      "23:00", "02-01", "01:00",
    ]);
    expect(axisTimes([midnight, midnight + 5], 5, "utc")).toEqual(["00:00:00", "00:00:05"]);
    expect(axisTimes([midnight, midnight + 86_400], 86_400, "utc")).toEqual(["02-01", "02-02"]);
  });

  it("says how long ago", () => {
    expect(ago(NOW - 3_000, NOW)).toBe("3 s ago");
    expect(ago(NOW - 200_000, NOW)).toBe("3 min ago");
    expect(ago(NOW + 7_200_000, NOW)).toBe("in 2 h");
    expect(ago(NOW + 7_199_000, NOW)).toBe("in 1 h 59 min");
  });
});
