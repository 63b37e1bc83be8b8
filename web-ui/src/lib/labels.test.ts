import { describe, expect, it } from "vitest";
import { selector, seriesName, shortNames } from "./labels";

describe("labels", () => {
  it("writes selectors as PromQL does", () => {
    expect(selector({ __name__: "up", job: 'a"b' })).toBe('up{job="a\\"b"}');
    expect(selector({ __name__: "up" })).toBe("up");
    expect(selector({})).toBe("{}");
    expect(selector({ __name__: "stats.hits" })).toBe('{"stats.hits"}');
    expect(selector({ __name__: "up", "a.b": "c" })).toBe('up{"a.b"="c"}');
  });

  it("hides nothing in names", () => {
    expect(seriesName({ __name__: "up", user: "a\u202eb" })).toBe('up{user="a\\u202eb"}');
  });

  it("shortens names to what differs", () => {
    const sets = [
      { __name__: "x", job: "node", device: "sda" },
      { __name__: "x", job: "node", device: "sdb" },
    ];
    expect(shortNames(sets)).toEqual(["sda", "sdb"]);
    expect(shortNames([{ __name__: "x", job: "node" }])).toEqual(["x"]);
    expect(shortNames([{ __name__: "x" }, { __name__: "y" }])).toEqual(["x", "y"]);
    expect(
      shortNames([
        { a: "1", b: "2" },
        { a: "2", b: "3" },
      ]),
    ).toEqual(["a=1 b=2", "a=2 b=3"]);
  });
});
