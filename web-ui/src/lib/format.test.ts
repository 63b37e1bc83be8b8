import { describe, expect, it } from "vitest";
import { axisValue, bytes, count, duration, formatted, plural, short, significant, span } from "./format";

describe("format", () => {
  it("writes bytes with a binary unit", () => {
    expect(bytes(0)).toBe("0 B");
    expect(bytes(1536)).toBe("1.5 KiB");
    expect(bytes(1 << 30)).toBe("1.0 GiB");
    expect(bytes(1048575)).toBe("1.0 MiB");
    expect(bytes(-2048)).toBe("-2.0 KiB");
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

  it("keeps significant digits only", () => {
    expect(significant(0.123456, 3)).toBe("0.123");
    expect(significant(1234.5, 3)).toBe("1235");
    expect(significant(1e-9, 3)).toBe("1e-9");
    expect(significant(1.5e300, 3)).toBe("1.5e+300");
    expect(significant(NaN, 3)).toBe("NaN");
    expect(significant(-Infinity, 3)).toBe("-Inf");
  });

  it("shortens large numbers", () => {
    expect(short(9999)).toBe("9999");
    expect(short(12345)).toBe("12.3k");
    expect(short(1_500_000)).toBe("1.5M");
    expect(short(-20_000)).toBe("-20k");
  });

  it("writes spans of time", () => {
    expect(span(0.00125)).toBe("1.25 ms");
    expect(span(0)).toBe("0 s");
    expect(span(2.5e-6)).toBe("2.5 µs");
    expect(span(3600)).toBe("1 h");
  });

  it("writes values with their unit, and a dash for none", () => {
    expect(formatted(null)).toBe("–");
    expect(formatted(0.256, "ratio")).toBe("25.6 %");
    expect(formatted(2048, "bytes/s")).toBe("2.0 KiB/s");
    expect(formatted(Infinity, "bytes")).toBe("+Inf");
    expect(axisValue(0.5, "ratio")).toBe("50 %");
  });

  it("says one and many", () => {
    expect(plural(1, "line")).toBe("1 line");
    expect(plural(1500, "line")).toBe("1\u202f500 lines");
  });
});
