import { describe, expect, it } from "vitest";
import { columns, drawnOrder, joined, number, positive, stacked, summary } from "./columns";

describe("columns", () => {
  it("puts points on the grid and leaves gaps null", () => {
    const rows = [
      { metric: {}, values: [[10, "1"], [30, "3"]] as [number, string][] },
      { metric: {}, values: [[20, "NaN"], [30, "+Inf"]] as [number, string][] },
    ];
    expect(columns(rows, 10, 30, 10)).toEqual([[10, 20, 30], [1, null, 3], [null, null, null]]);
  });

  it("keeps a grid of fractions", () => {
    const [times, values] = columns([{ metric: {}, values: [[1.5, "7"]] }], 1, 2, 0.5);
    expect(times).toEqual([1, 1.5, 2]);
    expect(values).toEqual([null, 7, null]);
  });

  it("draws a native histogram as its count", () => {
    expect(columns([{ metric: {}, histograms: [[1, { count: "4", sum: "9" }]] }], 1, 1, 1)[1]).toEqual([4]);
  });

  it("joins answers with different grids", () => {
    expect(joined([[[1, 2], [5, 6]], [[2, 3], [7, null]]])).toEqual([[1, 2, 3], [5, 6, null], [null, 7, null]]);
  });

  it("stacks, with a gap only where nothing has a value", () => {
    expect(stacked([[1, 2, 3], [1, null, null], [2, 5, null]])).toEqual([
      [1, 2, 3], [1, 0, null], [3, 5, null],
    ]);
  });

  it("sums up a column", () => {
    expect(summary([null, 2, 4, null])).toEqual({ last: 4, min: 2, max: 4, mean: 3 });
    expect(summary([null])).toEqual({ last: null, min: null, max: null, mean: null });
  });

  it("reads numbers as the API writes them", () => {
    expect(number("+Inf")).toBe(Infinity);
    expect(number("-Inf")).toBe(-Infinity);
    expect(number("1e+22")).toBe(1e22);
    expect(number("NaN")).toBeNaN();
  });

  it("draws what has values, in the order wanted", () => {
    const series = [[0, 0], [null, null], [1, 0], [2, 2]];
    expect(drawnOrder(["a", "b", "c", "d"], series, ["d"], true)).toEqual([3, 2]);
    expect(drawnOrder(["a", "b", "c", "d"], series, [], false)).toEqual([0, 2, 3]);
    expect(drawnOrder(["a"], [[0]], [], true)).toEqual([0]);
  });

  it("leaves out what a logarithm has not", () => {
    expect(positive([[1, 2, 3], [0, -1, 5]])).toEqual([[1, 2, 3], [null, null, 5]]);
  });
});
