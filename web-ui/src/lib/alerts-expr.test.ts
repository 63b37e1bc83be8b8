import { describe, expect, it } from "vitest";
import { isSeriesOf, thresholdOf } from "./alerts-expr";

describe("thresholdOf", () => {
  it("takes a comparison with a number apart", () => {
    expect(thresholdOf("node_load1 > 4")).toEqual({ measured: "node_load1", op: ">", value: 4 });
    expect(thresholdOf("  (rate(x[5m]) >= 1.5e-3) ")).toEqual({ measured: "rate(x[5m])", op: ">=", value: 0.0015 });
    expect(thresholdOf('up{job=~"a|b > 1"} == 0')).toEqual({ measured: 'up{job=~"a|b > 1"}', op: "==", value: 0 });
    expect(thresholdOf("a / (b + c) < -1")).toMatchObject({ measured: "a / (b + c)", op: "<", value: -1 });
  });

  it("leaves everything else alone", () => {
    for (const expr of ["a > b", "a > 1 and b < 2", "absent(x)", "a > bool 1", "(a > 1) or (b > 2)", "x > 1 > 2", "", ") > 1"]) {
      expect(thresholdOf(expr)).toBeNull();
    }
  });
});

describe("isSeriesOf", () => {
  it("compares the labels that both have", () => {
    expect(isSeriesOf({ __name__: "x", host: "a" }, { host: "a", severity: "page" })).toBe(true);
    expect(isSeriesOf({ host: "b" }, { host: "a" })).toBe(false);
    expect(isSeriesOf({ cpu: "0" }, { host: "a" })).toBe(true);
  });
});
