import { describe, expect, it } from "vitest";
import { allowedStep, grid, MAX_POINTS, seeingStep, stepFor } from "./steps";

describe("steps", () => {
  it("chooses a step from the width, at least a second", () => {
    expect(stepFor(60, 1000)).toBe(1);
    expect(stepFor(3600, 1000)).toBe(5);
    expect(stepFor(7 * 86_400, 1000)).toBe(900);
    expect(stepFor(3600, 1000, 30)).toBe(30);
  });

  it("never asks for more points than the server gives", () => {
    for (const range of [1, 60, 86_400, 400 * 86_400, 130 * 365 * 86_400]) {
      for (const width of [1, 800, 100_000]) {
        expect(range / stepFor(range, width)).toBeLessThan(MAX_POINTS);
      }
      expect(range / allowedStep(range, 0.001)).toBeLessThanOrEqual(MAX_POINTS - 1);
    }
  });

  it("keeps the grid on multiples of the step", () => {
    expect(grid(10_500, 31_000, 10)).toEqual({ start: 20, end: 30 });
    expect(grid(10_500, 11_000, 10)).toEqual({ start: 20, end: 20 });
  });

  it("passes nothing by up to a week", () => {
    expect(seeingStep(3600, 300)).toBe(stepFor(3600, 300));
    expect(seeingStep(7 * 86_400, 300)).toBe(300);
    expect(seeingStep(60 * 86_400, 300)).toBe(stepFor(60 * 86_400, 300));
  });
});
