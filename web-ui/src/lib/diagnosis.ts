// Why data may not arrive: findings from the server's status and counters, worst first.
import type { Listener, Status } from "../api/types";
import { bytes, plural, short } from "./format";
import { rateBetween, type Snapshot } from "./exposition";
import { explained } from "./reasons";

export type Severity = "bad" | "warn" | "info";

export interface Finding {
  severity: Severity;
  text: string;
  hint: string;
}

const DROPS = ["weir_ingest_dropped_datagrams_total", "weir_ingest_dropped_lines_total"];
const ORDER: Severity[] = ["bad", "warn", "info"];
const LOW_DISK_SHARE = 0.05;

/** Everything that stands in the way of data, or did since the start. */
export function findings(status: Status, before: Snapshot | null, now: Snapshot | null): Finding[] {
  const all = [...ofStatus(status), ...(now === null ? [] : ofCounters(before, now))];
  return all.sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
}

function ofStatus(status: Status): Finding[] {
  const all = status.problems.map((text): Finding => ({ severity: "bad", text, hint: "" }));
  for (const pipeline of status.pipelines ?? []) {
    const problem = pipeline.journalProblem;
    if (problem && !status.problems.some((text) => text.includes(problem))) {
      all.push({ severity: "bad", text: `journal of ${pipeline.name}: ${problem}`, hint: "nothing is acknowledged meanwhile" });
    }
  }
  all.push(...status.listeners.filter((each) => each.state === "off" && each.reason !== null).map(off));
  const disk = status.disk;
  if (disk && disk.freeBytes < (disk.usedBytes + disk.freeBytes) * LOW_DISK_SHARE) {
    all.push({
      severity: "warn",
      text: `${bytes(disk.freeBytes)} free where ${bytes(disk.usedBytes)} are stored`,
      hint: "data are refused when the disk is full: shorten storage.metrics.retention or storage.logs.retention",
    });
  }
  if (status.durability === "none") {
    all.push({ severity: "info", text: "durability is none: a crash may lose what was acknowledged", hint: "" });
  }
  return all;
}

/** True when somebody wanted the listener to be off. */
export function isSwitchedOff(listener: Listener): boolean {
  return listener.state === "off" && /^(off|not configured|switched off)/.test(listener.reason ?? "");
}

function off(listener: Listener): Finding {
  const isChosen = isSwitchedOff(listener);
  return {
    severity: isChosen ? "info" : "warn",
    text: isChosen ? `${listener.name} is switched off` : `${listener.name} is off: ${listener.reason ?? ""}`,
    hint: isChosen ? `ingest.${listener.name}.listen would turn it on` : `free the port, or set ingest.${listener.name}.listen`,
  };
}

/** A counter that grows now is worse than one that once did. */
function counted(
  before: Snapshot | null,
  now: Snapshot,
  name: string,
  labels: Record<string, string>,
  severity: Severity,
  what: (total: string) => string,
  hint: string,
): Finding[] {
  const total = now.sum(name, labels) ?? 0;
  if (total === 0) {
    return [];
  }
  const rate = rateBetween(before, now, name, labels);
  const isGrowing = rate !== null && rate > 0;
  const present = rate === null ? "" : isGrowing ? `, now ${short(rate)}/s` : ", none just now";
  return [{ severity: isGrowing ? severity : "info", text: `${what(short(total))} since the start${present}`, hint }];
}

function ofCounters(before: Snapshot | null, now: Snapshot): Finding[] {
  const each = (name: string, label: string, severity: Severity, what: (total: string, value: string) => string) =>
    now.values(name, label).flatMap((value) =>
      counted(before, now, name, { [label]: value }, severity, (total) => what(total, value), explained(value)),
    );
  return [
    ...each("weir_ingest_kernel_dropped_datagrams_total", "protocol", "bad", (total, protocol) =>
      `${protocol}: ${total} datagrams dropped by the kernel, its receive buffer was full`),
    ...DROPS.flatMap((name) =>
      each(name, "reason", "bad", (total, reason) => `${total} ${name.includes("lines") ? "lines" : "datagrams"} dropped: ${reason}`)),
    ...each("weir_ingest_samples_refused_total", "reason", "bad", (total, reason) => `${total} samples refused: ${reason}`),
    ...each("weir_ingest_connections_refused_total", "protocol", "bad", (total, protocol) =>
      `${protocol}: ${total} connections refused, ingest.max_connections are open`),
    ...each("weir_ingest_statsd_dropped_total", "limit", "bad", (total, limit) =>
      `statsd: ${total} samples dropped at the limit of ${limit.replace("_", " ")}`),
    ...unreadable(before, now),
    ...each("weir_server_http_refused_total", "reason", "warn", (total, reason) => `${total} HTTP requests refused: ${reason}`),
    ...refusedPushes(before, now),
    ...nothing(now),
  ];
}

/** One finding per protocol, with its most frequent reason. */
function unreadable(before: Snapshot | null, now: Snapshot): Finding[] {
  const name = "weir_ingest_malformed_total";
  return now.values(name, "protocol").flatMap((protocol) => {
    const reasons = now
      .all(name)
      .filter((reading) => reading.labels["protocol"] === protocol && reading.value > 0)
      .sort((a, b) => b.value - a.value);
    const reason = reasons[0]?.labels["reason"] ?? "";
    return counted(before, now, name, { protocol }, "warn", (total) => `${protocol}: ${total} unreadable`, `mostly ${reason}: ${explained(reason)}`);
  });
}

function refusedPushes(before: Snapshot | null, now: Snapshot): Finding[] {
  const name = "weir_ingest_http_answers_total";
  return now.all(name).flatMap(({ labels }) => {
    const status = labels["status"] ?? "";
    return status.startsWith("2")
      ? []
      : counted(before, now, name, labels, "warn", (total) => `${labels["protocol"] ?? ""}: ${total} pushes answered ${status}`, "");
  });
}

function nothing(now: Snapshot): Finding[] {
  const received = now.sum("weir_ingest_received_bytes_total") ?? 0;
  const protocols = now.values("weir_ingest_received_bytes_total", "protocol").length;
  return received > 0
    ? []
    : [{
        severity: "info",
        text: "nothing has been received from outside since the start",
        hint: protocols === 0 ? "" : `${plural(protocols, "protocol")} listen; is a firewall, or the address the senders use, in the way?`,
      }];
}
