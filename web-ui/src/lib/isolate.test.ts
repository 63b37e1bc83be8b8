import { describe, expect, it } from "vitest";
import { afterClick } from "./isolate";

describe("isolate", () => {
  it("shows one series alone, then all again", () => {
    const alone = afterClick(new Set(), 1, 3, false);
    expect([...alone]).toEqual([0, 2]);
    expect(afterClick(alone, 1, 3, false).size).toBe(0);
    expect([...afterClick(alone, 0, 3, false)]).toEqual([1, 2]);
  });

  it("adds and takes away one, never all", () => {
    expect([...afterClick(new Set(), 1, 3, true)]).toEqual([1]);
    expect(afterClick(new Set([1]), 1, 3, true).size).toBe(0);
    expect(afterClick(new Set([0, 1]), 2, 3, true).size).toBe(0);
  });
});
