import { describe, expect, it } from "vitest";
import type { Status } from "../api/types";
import { readings, Snapshot } from "./exposition";
import { protocolRows, verdict } from "./protocols";

const STATUS: Status = {
  version: "1", started: 0, durability: "fsync", storageDir: "/d", memoryLimitBytes: 1, healthy: true, problems: [],
  listeners: [
    { name: "http", transport: "http", state: "on", address: "127.0.0.1:9430", reason: null },
    { name: "statsd", transport: "udp", state: "on", address: "127.0.0.1:8125", reason: null },
    { name: "syslog", transport: "udp", state: "off", address: null, reason: "port 5514 is taken" },
  ],
  store: {},
};

function snapshot(atMs: number, bytes: number, malformed: number): Snapshot {
  return new Snapshot(atMs, readings(
    `weir_ingest_received_bytes_total{protocol="statsd"} ${bytes}
weir_ingest_received_lines_total{protocol="statsd"} ${bytes / 10}
weir_ingest_samples_decoded_total{protocol="statsd"} 0
weir_ingest_malformed_total{protocol="statsd",reason="syntax"} ${malformed}
weir_ingest_received_bytes_total{protocol="influx"} 0
`, ["weir_"]));
}

describe("protocols", () => {
  it("has a row for each listener and each pushed protocol", () => {
    const rows = protocolRows(STATUS, snapshot(0, 100, 0), snapshot(1000, 300, 0));
    expect(rows.map((row) => row.name)).toEqual(["statsd", "syslog", "influx"]);
    expect(rows[0]).toMatchObject({ bytesRate: 200, records: 20, unreadable: 0 });
    expect(rows.map((row) => verdict(row).text)).toEqual([
      "receiving", "off: port 5514 is taken", "nothing pushed yet",
    ]);
  });

  it("says when what comes cannot be read", () => {
    const [statsd] = protocolRows(STATUS, snapshot(0, 100, 0), snapshot(1000, 300, 5));
    expect(statsd && verdict(statsd)).toEqual({ text: "receiving, some unreadable", level: "warn" });
  });

  it("tells silence from never", () => {
    const [statsd] = protocolRows(STATUS, snapshot(0, 100, 1), snapshot(1000, 100, 1));
    expect(statsd && verdict(statsd).text).toBe("silent just now");
    const [first] = protocolRows(STATUS, null, snapshot(1000, 100, 1));
    expect(first && verdict(first).text).toBe("has received");
  });

  it("prefers the totals of the status", () => {
    const totals = { protocol: "otlp", bytes: 5, datagrams: 0, lines: 0, decoded: 1, malformed: 2, dropped: 3 };
    const rows = protocolRows({ ...STATUS, pipelines: [{ name: "metrics", protocols: [totals] }] }, null, null);
    expect(rows.at(-1)).toMatchObject({ name: "otlp", bytes: 5, unreadable: 2, dropped: 3, bytesRate: null });
  });
});
