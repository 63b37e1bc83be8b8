import { describe, expect, it } from "vitest";
import { withRecent } from "./recent";

describe("recent", () => {
  it("puts the newest first, once", () => {
    expect(withRecent(["a", "b"], " b ", 5)).toEqual(["b", "a"]);
    expect(withRecent(["a", "b"], "c", 2)).toEqual(["c", "a"]);
    expect(withRecent(["a"], "  ", 2)).toEqual(["a"]);
  });
});
