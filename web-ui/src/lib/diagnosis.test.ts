import { describe, expect, it } from "vitest";
import type { Status } from "../api/types";
import { findings, isSwitchedOff } from "./diagnosis";
import { readings, Snapshot } from "./exposition";

const WELL: Status = {
  version: "1", started: 0, durability: "fsync", storageDir: "/d", memoryLimitBytes: 1, healthy: true, problems: [],
  listeners: [{ name: "statsd", transport: "udp", state: "on", address: "127.0.0.1:8125", reason: null }],
  store: {},
};

function snapshot(atMs: number, text: string): Snapshot {
  return new Snapshot(atMs, readings(text, ["weir_"]));
}

const RECEIVED = 'weir_ingest_received_bytes_total{protocol="statsd"} 10\n';

describe("diagnosis", () => {
  it("finds nothing where all is well", () => {
    expect(findings(WELL, null, snapshot(0, RECEIVED))).toEqual([]);
  });

  it("tells what grows from what once happened", () => {
    const text = (n: number) => `${RECEIVED}weir_ingest_samples_refused_total{reason="series_limit"} ${n}\n`;
    const grows = findings(WELL, snapshot(0, text(10)), snapshot(1000, text(30)));
    expect(grows).toMatchObject([{ severity: "bad", text: "30 samples refused: series_limit since the start, now 20/s" }]);
    expect(grows[0]?.hint).toContain("limits.series");
    expect(findings(WELL, snapshot(0, text(30)), snapshot(1000, text(30)))).toMatchObject([{ severity: "info" }]);
  });

  it("names the most frequent reason of what could not be read", () => {
    const text = `${RECEIVED}weir_ingest_malformed_total{protocol="statsd",reason="syntax"} 2
weir_ingest_malformed_total{protocol="statsd",reason="bad_value"} 5
weir_ingest_malformed_total{protocol="graphite",reason="bad_value"} 0
`;
    expect(findings(WELL, null, snapshot(0, text))).toMatchObject([
      {
        text: "statsd: 7 unreadable since the start",
        hint: "mostly bad_value: a value that is no number, or not one this field may have",
      },
    ]);
  });

  it("takes a listener that somebody switched off for no fault", () => {
    const listener = { name: "graphite", transport: "tcp", state: "off", address: null } as const;
    expect(isSwitchedOff({ ...listener, reason: "switched off" })).toBe(true);
    expect(isSwitchedOff({ ...listener, reason: "port 2003 is taken" })).toBe(false);
  });

  it("puts problems of the server first, then listeners that are off", () => {
    const status: Status = {
      ...WELL,
      problems: ["disk is full"],
      listeners: [{ name: "graphite", transport: "tcp", state: "off", address: null, reason: "port 2003 is taken" }],
      pipelines: [{ name: "logs", journalProblem: "force failed" }],
      disk: { usedBytes: 1000, freeBytes: 1 },
    };
    expect(findings(status, null, null).map((each) => [each.severity, each.text])).toEqual([
      ["bad", "disk is full"],
      ["bad", "journal of logs: force failed"],
      ["warn", "graphite is off: port 2003 is taken"],
      ["warn", "1 B free where 1000 B are stored"],
    ]);
  });

  it("says when nothing has come at all", () => {
    const none = findings(WELL, null, snapshot(0, 'weir_ingest_received_bytes_total{protocol="statsd"} 0\n'));
    expect(none).toMatchObject([{ severity: "info" }]);
  });
});
