import { describe, expect, it } from "vitest";
import { instantRows } from "./instant-rows";

describe("instant rows", () => {
  it("makes rows of every kind of answer", () => {
    expect(instantRows({ resultType: "scalar", result: [1, "2"] })).toEqual([{ labels: {}, text: "2", value: 2 }]);
    expect(instantRows({ resultType: "string", result: [1, "a"] })[0]?.text).toBe("a");
    expect(instantRows({ resultType: "vector", result: [{ metric: { a: "b" }, value: [1, "+Inf"] }] })).toEqual([
      { labels: { a: "b" }, text: "+Inf", value: Infinity },
    ]);
    expect(
      instantRows({ resultType: "vector", result: [{ metric: {}, histogram: [1, { count: "3", sum: "6" }] }] }),
    ).toEqual([{ labels: {}, text: "histogram of 3 values, sum 6", value: 3 }]);
    expect(instantRows({ resultType: "matrix", result: [{ metric: {}, values: [[1, "3"], [2, "4"]] }] })).toEqual([
      { labels: {}, text: "3 @1\n4 @2", value: 4 },
    ]);
  });
});
