import { describe, expect, it } from "vitest";
import { detect, groupOf, levelOf, namesOf } from "./logs-levels";

describe("groupOf", () => {
  it("knows the names that senders use", () => {
    expect(["Critical", "ERR", "fatal", "emerg"].map(groupOf)).toEqual(Array(4).fill("error"));
    expect(groupOf("warning")).toBe("warn");
    expect(groupOf("notice")).toBe("info");
    expect(groupOf("trace")).toBe("debug");
    expect(groupOf("banana")).toBe("unknown");
  });

  it("knows syslog's numbers and those of pino", () => {
    expect(groupOf("3")).toBe("error");
    expect(groupOf("4")).toBe("warn");
    expect(groupOf("7")).toBe("debug");
    expect(groupOf("50")).toBe("error");
    expect(groupOf("30")).toBe("info");
  });
});

describe("detect", () => {
  it.each([
    ["2026-01-02 10:00:00 ERROR [main] no route", "error"],
    ["level=warn msg=slow", "warn"],
    ['{"time":"x","level":"info","msg":"ok"}', "info"],
    ['{"level":50,"msg":"pino"}', "error"],
    ["E0102 10:11:12.000 1 main.go:1] boom", "error"],
    ["[debug] cache hit", "debug"],
    ["error: cannot open file", "error"],
    ["<warning> nginx", "warn"],
    ["GET /error 200", "unknown"],
    ["no errors were found", "unknown"],
    ["INFORMED decision", "unknown"],
    ["", "unknown"],
  ])("reads %j as %s", (line, group) => {
    expect(detect(line)).toBe(group);
  });

  it("looks at the beginning only", () => {
    expect(detect(`${"x".repeat(400)} ERROR `)).toBe("unknown");
  });
});

describe("levelOf", () => {
  it("believes the label before the text", () => {
    expect(levelOf([{ level: "notice" }], "ERROR x")).toEqual({ name: "notice", group: "info" });
    expect(levelOf([{}, { severity: "3" }], "x")).toEqual({ name: "3", group: "error" });
  });

  it("reads the text when the label says nothing", () => {
    expect(levelOf([{ level: "banana" }], "WARN x")).toEqual({ name: "warn", group: "warn" });
    expect(levelOf([{}], "x")).toEqual({ name: "", group: "unknown" });
  });
});

describe("namesOf", () => {
  it("lists names for a regular expression", () => {
    expect(namesOf(["warn"])).toBe("warn|warning");
    expect(namesOf(["unknown"])).toBe("");
  });
});
