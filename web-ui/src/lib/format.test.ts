import { describe, expect, it } from "vitest";
import { bytes, count, duration, rows, seriesName } from "./format";

describe("format", () => {
  it("writes bytes with a binary unit", () => {
    expect(bytes(0)).toBe("0 B");
    expect(bytes(1536)).toBe("1.5 KiB");
    expect(bytes(1 << 30)).toBe("1.0 GiB");
  });

  it("writes the two largest units of a duration", () => {
    expect(duration(0.4)).toBe("0 s");
    expect(duration(61)).toBe("1 min 1 s");
    expect(duration(3 * 86_400 + 4 * 3_600 + 59)).toBe("3 d 4 h");
  });

  it("groups digits", () => {
    expect(count(1234567)).toBe("1\u202f234\u202f567");
    expect(count(999)).toBe("999");
  });

  it("names series as PromQL does", () => {
    expect(seriesName({ __name__: "up", job: 'a"b' })).toBe('up{job="a\\"b"}');
    expect(seriesName({ __name__: "up" })).toBe("up");
    expect(seriesName({})).toBe("{}");
  });

  it("makes rows of every kind of answer", () => {
    expect(rows({ resultType: "scalar", result: [1, "2"] })).toEqual([
      { series: "scalar", value: "2" },
    ]);
    expect(rows({ resultType: "vector", result: [{ metric: { a: "b" }, value: [1, "3"] }] })).toEqual(
      [{ series: '{a="b"}', value: "3" }],
    );
    expect(rows({ resultType: "matrix", result: [{ metric: {}, values: [[1, "3"]] }] })).toEqual([
      { series: "{}", value: "3 @1" },
    ]);
  });
});
