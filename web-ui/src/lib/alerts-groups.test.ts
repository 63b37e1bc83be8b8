import { describe, expect, it } from "vitest";
import type { Alert, Rule, RuleGroup } from "../api/alerts";
import { fileName, linkOf, severityRank, termsOf, timeOf, viewOf, wordsOf } from "./alerts-groups";

function alert(state: Alert["state"], labels: Record<string, string>, activeAt = "2026-01-01T00:00:00Z"): Alert {
  return { state, labels, annotations: { summary: `about ${labels["host"]}` }, activeAt, value: "1e+00" };
}

function rule(name: string, alerts: Alert[], more: Partial<Rule> = {}): Rule {
  return { type: "alerting", name, query: `up{name="${name}"} == 0`, alerts, health: "ok", ...more };
}

const groups: RuleGroup[] = [
  {
    name: "b",
    file: "/r/two.yaml",
    interval: 60,
    rules: [
      rule("Slow", [
        alert("firing", { alertname: "Slow", host: "a", severity: "warning" }),
        alert("pending", { alertname: "Slow", host: "b", severity: "warning" }),
      ]),
    ],
  },
  {
    name: "a",
    file: "/r/one.yaml",
    interval: 60,
    rules: [
      rule("Down", [
        alert("firing", { alertname: "Down", host: "old", severity: "critical" }, "2026-01-01T00:00:00Z"),
        alert("firing", { alertname: "Down", host: "new", severity: "critical" }, "2026-01-02T00:00:00Z"),
      ]),
      rule("Broken", [], { health: "err", lastError: "boom", labels: { team: "db" } }),
    ],
  },
];

describe("viewOf", () => {
  it("lists the worst and newest alerts first, and files in order", () => {
    const view = viewOf(groups, "");
    expect(view.firing.map((item) => item.alert.labels["host"])).toEqual(["new", "old", "a"]);
    expect(view.pending).toHaveLength(1);
    expect(view.broken.map((it) => it.rule.name)).toEqual(["Broken"]);
    expect(view.files.map((it) => it.file)).toEqual(["/r/one.yaml", "/r/two.yaml"]);
    expect(view.rules).toBe(3);
  });

  it("filters by words and by labels", () => {
    expect(viewOf(groups, "host=old").firing).toHaveLength(1);
    expect(viewOf(groups, "about NEW").firing).toHaveLength(1);
    expect(viewOf(groups, "team=db").files[0]?.groups[0]?.rules.map((it) => it.name)).toEqual(["Broken"]);
    expect(viewOf(groups, "nothing like it")).toMatchObject({ firing: [], pending: [], files: [], rules: 0 });
    expect(viewOf(groups, "two.yaml").rules).toBe(1);
  });

  it("gives every alert a key of its own", () => {
    const view = viewOf(groups, "");
    expect(new Set(view.firing.map((item) => item.key)).size).toBe(3);
  });
});

describe("details", () => {
  it("reads terms", () => {
    expect(termsOf('host="a b" Disk "full up"')).toEqual([
      { name: "host", value: "a b" },
      { text: "disk" },
      { text: "full up" },
    ]);
  });

  it("ranks severities", () => {
    const ranks = ["critical", "error", "warning", "odd", "info"].map((severity) => severityRank({ severity }));
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
  });

  it("reads times", () => {
    expect(timeOf("2026-01-01T00:00:00.123456789Z")).toBe(Date.UTC(2026, 0, 1) + 123);
    expect(timeOf("0001-01-01T00:00:00Z")).toBeNull();
    expect(timeOf(undefined)).toBeNull();
  });

  it("takes the description when there is no summary", () => {
    expect(wordsOf({ description: "d" })).toEqual({ summary: "d", description: "" });
    expect(wordsOf({ summary: "s", description: "d" })).toEqual({ summary: "s", description: "d" });
  });

  it("links to web pages only", () => {
    expect(linkOf("https://runbooks.example/x")).toBe("https://runbooks.example/x");
    expect(linkOf("javascript:alert(1)")).toBeNull();
    expect(linkOf(" https://x")).toBeNull();
    expect(linkOf("data:text/html,x")).toBeNull();
  });

  it("shortens paths", () => {
    expect(fileName("/etc/weir/a.yaml")).toBe("a.yaml");
    expect(fileName("C:\\weir\\a.yaml")).toBe("a.yaml");
    expect(fileName("")).toBe("");
  });
});
