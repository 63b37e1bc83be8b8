import { describe, expect, it } from "vitest";
import { leastStep, rangeOfAge } from "./young";

describe("young", () => {
  it("shows all there is of a young store", () => {
    expect(rangeOfAge(0)).toBe("now-1m");
    expect(rangeOfAge(61_000)).toBe("now-2m");
    expect(rangeOfAge(1_800_000)).toBe("now-30m");
    expect(rangeOfAge(1_800_001)).toBeNull();
  });

  it("draws the first minutes by the second", () => {
    expect(leastStep(60_000)).toBe(1);
    expect(leastStep(3_600_000)).toBe(5);
  });
});
