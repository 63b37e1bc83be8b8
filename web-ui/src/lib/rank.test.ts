import { describe, expect, it } from "vitest";
import { ranked } from "./rank";

describe("rank", () => {
  const names = ["node_load1", "process_load", "load", "upload_total", "load_x", "node_cpu_seconds_total"];
  const find = (typed: string, limit = 10) => ranked(names, (name) => name, typed, limit);

  it("puts what begins with the text first", () => {
    expect(find("load")).toEqual(["load", "load_x", "node_load1", "process_load", "upload_total"]);
  });

  it("finds words in order", () => {
    expect(find("node total")).toEqual(["node_cpu_seconds_total"]);
    expect(find("total node")).toEqual([]);
  });

  it("keeps to the limit and ignores case", () => {
    expect(find("LOAD", 2)).toEqual(["load", "load_x"]);
    expect(find("")).toHaveLength(names.length);
  });
});
