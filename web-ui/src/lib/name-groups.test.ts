import { describe, expect, it } from "vitest";
import { nameGroups } from "./name-groups";

describe("name groups", () => {
  it("groups by first word, single names last", () => {
    expect(nameGroups(["up", "node_load5", "node_load1", "stats.b", "stats.a", "zap"])).toEqual([
      { prefix: "node", names: ["node_load1", "node_load5"] },
      { prefix: "stats", names: ["stats.a", "stats.b"] },
      { prefix: "others", names: ["up", "zap"] },
    ]);
    expect(nameGroups([])).toEqual([]);
  });
});
