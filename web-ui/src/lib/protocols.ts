// One row per protocol: its listener, if it has one, and what came by it.
import type { Listener, ProtocolTotals, Status } from "../api/types";
import { isSwitchedOff } from "./diagnosis";
import { rateBetween, type Snapshot } from "./exposition";

export interface ProtocolRow {
  name: string;
  /** Null for a protocol that comes over HTTP. */
  listener: Listener | null;
  isLogs: boolean;
  bytes: number | null;
  bytesRate: number | null;
  /** Samples or log lines a second. */
  records: number | null;
  unreadable: number;
  unreadableRate: number | null;
  dropped: number;
  droppedRate: number | null;
  connections: number | null;
}

const BYTES = "weir_ingest_received_bytes_total";
const LINES = "weir_ingest_received_lines_total";
const SAMPLES = "weir_ingest_samples_decoded_total";
const LOG_LINES = "weir_ingest_log_lines_decoded_total";
const MALFORMED = "weir_ingest_malformed_total";
const DROPS = [
  "weir_ingest_dropped_datagrams_total",
  "weir_ingest_dropped_lines_total",
  "weir_ingest_kernel_dropped_datagrams_total",
];

/** Statsd is summed up in windows: what it decodes are lines, its samples come from the flush. */
const IN_WINDOWS = new Set(["statsd"]);

export function protocolRows(status: Status, before: Snapshot | null, now: Snapshot | null): ProtocolRow[] {
  const listeners = new Map(status.listeners.map((listener) => [listener.name, listener]));
  const totals = new Map(
    (status.pipelines ?? []).flatMap((pipeline) => pipeline.protocols ?? []).map((each) => [each.protocol, each]),
  );
  const names = new Set([
    ...[...listeners.keys()].filter((name) => name !== "http"),
    ...totals.keys(),
    ...(now?.values(BYTES, "protocol") ?? []),
  ]);
  return [...names].map((name) => row(name, listeners.get(name) ?? null, totals.get(name), before, now));
}

function row(
  name: string,
  listener: Listener | null,
  totals: ProtocolTotals | undefined,
  before: Snapshot | null,
  now: Snapshot | null,
): ProtocolRow {
  const labels = { protocol: name };
  const rate = (metric: string) => (now === null ? null : rateBetween(before, now, metric, labels));
  const sum = (metric: string) => now?.sum(metric, labels) ?? null;
  const isLogs = sum(LOG_LINES) !== null;
  const drops = DROPS.map(sum).reduce<number>((all, each) => all + (each ?? 0), 0);
  return {
    name,
    listener,
    isLogs,
    bytes: totals?.bytes ?? sum(BYTES),
    bytesRate: rate(BYTES),
    records: IN_WINDOWS.has(name) ? rate(LINES) : rate(isLogs ? LOG_LINES : SAMPLES),
    unreadable: totals?.malformed ?? sum(MALFORMED) ?? 0,
    unreadableRate: rate(MALFORMED),
    dropped: Math.max(drops, totals?.dropped ?? 0),
    droppedRate: DROPS.map(rate).reduce<number | null>((all, each) => (each === null ? all : (all ?? 0) + each), null),
    connections: sum("weir_ingest_connections"),
  };
}

export type Verdict = { text: string; level: "good" | "warn" | "bad" | "faint" };

/** In a few words, how it is with a protocol. */
export function verdict(row: ProtocolRow): Verdict {
  if (row.listener?.state === "off") {
    return isSwitchedOff(row.listener)
      ? { text: "switched off", level: "faint" }
      : { text: `off: ${row.listener.reason ?? ""}`, level: "warn" };
  }
  if ((row.droppedRate ?? 0) > 0) {
    return { text: "receiving, dropping", level: "bad" };
  }
  if ((row.unreadableRate ?? 0) > 0) {
    return (row.records ?? 0) > 0
      ? { text: "receiving, some unreadable", level: "warn" }
      : { text: "nothing readable", level: "bad" };
  }
  if ((row.bytesRate ?? 0) > 0) {
    return { text: "receiving", level: "good" };
  }
  return (row.bytes ?? 0) > 0
    ? { text: row.bytesRate === null ? "has received" : "silent just now", level: "faint" }
    : { text: row.listener === null ? "nothing pushed yet" : "listening, nothing received yet", level: "faint" };
}
