import { describe, expect, it } from "vitest";
import type { Status } from "../api/types";
import { readings, Snapshot } from "./exposition";
import { refusals } from "./refusals";

const STATUS: Status = {
  version: "1", started: 0, durability: "fsync", storageDir: "/d", memoryLimitBytes: 1, healthy: true, problems: [],
  listeners: [], store: {},
  pipelines: [
    {
      name: "metrics",
      malformed: [
        { protocol: "statsd", reason: "syntax", sample: "old", seenMs: 1 },
        { protocol: "statsd", reason: "syntax", sample: "new", seenMs: 2 },
      ],
    },
  ],
};

function snapshot(atMs: number, syntax: number): Snapshot {
  return new Snapshot(atMs, readings(
    `weir_ingest_malformed_total{protocol="statsd",reason="syntax"} ${syntax}
weir_ingest_malformed_total{protocol="statsd",reason="bad_value"} 0
weir_ingest_samples_refused_total{reason="series_limit"} 900
weir_server_http_refused_total{reason="origin"} 3
`, ["weir_"]));
}

describe("refusals", () => {
  it("lists what occurs now first, then by number, with the newest sample", () => {
    const all = refusals(STATUS, snapshot(0, 10), snapshot(1000, 15));
    expect(all.map((each) => [each.stage, each.reason, each.total, each.rate])).toEqual([
      ["unreadable", "syntax", 15, 5],
      ["refused", "series_limit", 900, 0],
      ["HTTP refused", "origin", 3, 0],
    ]);
    expect(all[0]?.sample?.sample).toBe("new");
  });

  it("is empty before the first answer", () => {
    expect(refusals(STATUS, null, null)).toEqual([]);
  });
});
