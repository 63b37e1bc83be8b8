import { describe, expect, it } from "vitest";
import type { Stream } from "../api/logs";
import { addNs, asText, compareNs, merged, pollStart, rowsOf, tellingLabels, tiesAtEnd, unseen } from "./logs-rows";

const T = 1_700_000_000_000_000_000n;
const at = (offset: number) => (T + BigInt(offset)).toString();

function answer(...entries: [number, string][]): Stream[] {
  return [{ stream: { job: "a" }, values: entries.map(([offset, line]) => [at(offset), line, {}]) }];
}

describe("times", () => {
  it("are ordered and added without losing digits", () => {
    expect(compareNs("9", "10")).toBeLessThan(0);
    expect(compareNs(at(1), at(2))).toBeLessThan(0);
    expect(addNs("1700000000000000001", 1)).toBe("1700000000000000002");
  });
});

describe("rowsOf", () => {
  it("lists the lines of all streams newest first, with what is known of them", () => {
    const rows = rowsOf([
      { stream: { job: "a", level: "error" }, values: [[at(3), "x", { structuredMetadata: { pid: "1" } }]] },
      { stream: { job: "b" }, values: [[at(5), "WARN y"], [at(1), "z", { parsed: { q: "1" } }]] },
    ]);
    expect(rows.map((row) => row.line)).toEqual(["WARN y", "x", "z"]);
    expect(rows.map((row) => row.level.group)).toEqual(["warn", "error", "unknown"]);
    expect(rows[1]?.fields).toEqual({ pid: "1" });
    expect(rows[2]?.parsed).toEqual({ q: "1" });
    expect(new Set(rows.map((row) => row.id)).size).toBe(3);
  });
});

describe("unseen", () => {
  it("loses no line of equal times between pages", () => {
    const held = rowsOf(answer([2, "new"], [1, "a"], [1, "b"]));
    const page = rowsOf(answer([1, "a"], [1, "b"], [1, "c"], [0, "d"]));
    expect(unseen(page, held).map((row) => row.line)).toEqual(["c", "d"]);
  });

  it("counts identical lines", () => {
    const held = rowsOf(answer([1, "same"]));
    expect(unseen(rowsOf(answer([1, "same"], [1, "same"])), held)).toHaveLength(1);
    expect(unseen(rowsOf(answer([1, "same"])), held)).toHaveLength(0);
  });

  it("finds lines that came late, between those that are held", () => {
    const held = rowsOf(answer([9, "c"], [5, "b"], [1, "a"]));
    const polled = rowsOf(answer([9, "c"], [7, "late"], [5, "b"]));
    const fresh = unseen(polled, held);
    expect(fresh.map((row) => row.line)).toEqual(["late"]);
    expect(merged(fresh, held).map((row) => row.line)).toEqual(["c", "late", "b", "a"]);
  });
});

describe("paging and polling", () => {
  it("counts the rows that share the oldest time", () => {
    expect(tiesAtEnd(rowsOf(answer([2, "x"], [1, "a"], [1, "b"])))).toBe(2);
    expect(tiesAtEnd([])).toBe(0);
  });

  it("looks back a little, but over no more than 500 rows", () => {
    expect(pollStart([], at(0))).toBe(at(0));
    const few = rowsOf(answer([60e9, "x"]));
    expect(pollStart(few, at(0))).toBe(at(50e9));
    expect(pollStart(few, at(55e9))).toBe(at(55e9));
    const many = rowsOf(answer(...Array.from({ length: 600 }, (_, i): [number, string] => [i * 1e6, `${i}`])));
    expect(pollStart(many, at(0))).toBe(at(99e6));
  });
});

describe("asText", () => {
  it("writes the oldest line first and the line as it is", () => {
    expect(asText(rowsOf(answer([1e9, "b\u001b[0m"], [0, "a"])))).toBe(
      '2023-11-14T22:13:20.000Z {job="a"} a\n2023-11-14T22:13:21.000Z {job="a"} b\u001b[0m\n',
    );
  });
});

describe("tellingLabels", () => {
  const of = (...labels: Record<string, string>[]) =>
    tellingLabels(rowsOf(labels.map((stream, i) => ({ stream, values: [[at(i), "x"]] }))));

  it("names what differs, the source first", () => {
    expect(of({ job: "syslog", app: "sshd", host: "a" }, { job: "payments", host: "b", level: "info" })).toEqual([
      ["app", "job"],
      ["host"],
    ]);
    expect(of({ job: "a", host: "x", zone: "1" }, { job: "a", host: "y", zone: "2" })).toEqual([["host"], ["zone"]]);
  });

  it("names nothing for one stream of one label", () => {
    expect(of({ job: "a" }, { job: "a" })).toEqual([]);
    expect(of()).toEqual([]);
  });
});
