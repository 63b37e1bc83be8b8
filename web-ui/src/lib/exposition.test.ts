import { describe, expect, it } from "vitest";
import { rateBetween, readings, Snapshot } from "./exposition";

const TEXT = `# HELP weir_x_total Things.
# TYPE weir_x_total counter
weir_x_total{protocol="a",reason="b\\"c\\n"} 5
weir_x_total{protocol="b"} 7 1700000000000
weir_y 1.5e3
other 4
weir_z +Inf
broken{
`;

describe("exposition", () => {
  const now = new Snapshot(10_000, readings(TEXT, ["weir_"]));

  it("reads names, labels and values", () => {
    expect(now.all("weir_x_total")[0]).toEqual({ name: "weir_x_total", labels: { protocol: "a", reason: 'b"c\n' }, value: 5 });
    expect(now.sum("weir_x_total")).toBe(12);
    expect(now.sum("weir_x_total", { protocol: "b" })).toBe(7);
    expect(now.sum("weir_y")).toBe(1500);
    expect(now.sum("weir_z")).toBe(Infinity);
    expect(now.sum("other")).toBeNull();
    expect(now.values("weir_x_total", "protocol")).toEqual(["a", "b"]);
  });

  it("makes rates of two moments", () => {
    const before = new Snapshot(5_000, readings("weir_x_total 2\n", ["weir_"]));
    expect(rateBetween(before, now, "weir_x_total")).toBe(2);
    expect(rateBetween(null, now, "weir_x_total")).toBeNull();
    expect(rateBetween(now, new Snapshot(12_000, readings("weir_x_total 4\n", ["weir_"])), "weir_x_total")).toBe(2);
    expect(rateBetween(now, now, "weir_x_total")).toBeNull();
  });
});
