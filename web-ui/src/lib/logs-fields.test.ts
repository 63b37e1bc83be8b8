import { describe, expect, it } from "vitest";
import { membersOf } from "./logs-fields";

describe("membersOf", () => {
  it("flattens JSON as LogQL does", () => {
    expect(membersOf('{"a":1,"b":{"c-d":"x","e":true},"l":[1,2],"n":null}')).toEqual({
      stage: "json",
      members: [
        ["a", "1"],
        ["b_c_d", "x"],
        ["b_e", "true"],
        ["l", "[1,2]"],
      ],
    });
  });

  it("reads logfmt with quotes", () => {
    expect(membersOf('level=info msg="two words" n=3 path=/x?a=b')).toEqual({
      stage: "logfmt",
      members: [
        ["level", "info"],
        ["msg", "two words"],
        ["n", "3"],
        ["path", "/x?a=b"],
      ],
    });
  });

  it("takes prose for what it is", () => {
    expect(membersOf("connection to host failed after retries=3")).toBeNull();
    expect(membersOf("plain")).toBeNull();
    expect(membersOf('{"broken": ')).toBeNull();
    expect(membersOf("{}")).toBeNull();
  });

  it("bounds what it reads", () => {
    const wide = JSON.stringify(Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`k${i}`, i])));
    expect(membersOf(wide)?.members).toHaveLength(200);
    const deep = `${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`;
    expect(membersOf(deep)?.members.length ?? 0).toBeLessThanOrEqual(1);
  });
});
