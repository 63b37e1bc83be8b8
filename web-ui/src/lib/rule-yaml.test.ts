import { describe, expect, it } from "vitest";
import { alertName, compares, ruleYaml } from "./rule-yaml";

describe("rule yaml", () => {
  it("keeps a condition as it is", () => {
    expect(ruleYaml("node_load1 > 4")).toContain("        expr: |\n          node_load1 > 4\n        for: 5m\n");
  });

  it("adds a threshold where there is none", () => {
    expect(ruleYaml('up{job!="a"}')).toContain('        # set the threshold\n        expr: |\n          (up{job!="a"}) > 0\n');
  });

  it("keeps every line of the expression within the block", () => {
    expect(ruleYaml("a >\n  b")).toContain("        expr: |\n          a >\n            b\n");
  });

  it("names alerts", () => {
    expect(alertName("rate(node_cpu_seconds_total[5m])")).toBe("NodeCpuSecondsTotal");
    expect(alertName("1")).toBe("Alert");
  });

  it("knows conditions", () => {
    expect(compares("absent(up)")).toBe(true);
    expect(compares("up == 0")).toBe(true);
    expect(compares('up{a="b"}')).toBe(false);
  });
});
