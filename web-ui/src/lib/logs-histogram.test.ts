import { describe, expect, it } from "vitest";
import { gridOf, ofRows, ofSeries, totals } from "./logs-histogram";
import { rowsOf } from "./logs-rows";

describe("gridOf", () => {
  it("covers the range with round windows", () => {
    const grid = gridOf(1_000_003_000, 1_003_603_000, 120);
    expect(grid).toEqual({ startSeconds: 1_000_000 - (1_000_000 % 30), stepSeconds: 30, count: 121 });
    expect(grid.startSeconds + grid.count * grid.stepSeconds).toBeGreaterThanOrEqual(1_003_603);
  });

  it("stays bounded for any range", () => {
    for (const ms of [0, 1, 999, 1e6, 1e9, 1e12, 8e15]) {
      expect(gridOf(0, ms, 120).count).toBeLessThanOrEqual(122);
      expect(gridOf(0, ms, 120).count).toBeGreaterThanOrEqual(1);
    }
  });
});

const grid = { startSeconds: 100, stepSeconds: 10, count: 3 };

describe("ofSeries", () => {
  it("adds up the levels of a group, and those without one as unknown", () => {
    const histogram = ofSeries(grid, [
      { metric: { level: "error" }, values: [[110, "2"]] },
      { metric: { level: "critical" }, values: [[110, "1"], [130, "5"]] },
      { metric: {}, values: [[120, "7"], [500, "9"]] },
    ]);
    expect(histogram.counts.error).toEqual([3, 0, 5]);
    expect(histogram.counts.unknown).toEqual([0, 7, 0]);
    expect(totals(histogram)).toEqual({ error: 8, warn: 0, info: 0, debug: 0, unknown: 7 });
  });
});

describe("ofRows", () => {
  it("counts into the same windows as the server does", () => {
    const rows = rowsOf([
      {
        stream: {},
        values: [
          ["110000000000", "ERROR at the end of the first"],
          ["110001000000", "INFO in the second"],
          ["100000000000", "WARN before all"],
        ],
      },
    ]);
    const histogram = ofRows(grid, rows);
    expect(histogram.counts.error).toEqual([1, 0, 0]);
    expect(histogram.counts.info).toEqual([0, 1, 0]);
    expect(histogram.counts.warn).toEqual([0, 0, 0]);
  });
});
