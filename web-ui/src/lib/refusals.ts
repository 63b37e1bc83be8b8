// What did not become data, by stage and reason.
import type { MalformedSample, Status } from "../api/types";
import { rateBetween, type Snapshot } from "./exposition";
import type { Labels } from "./labels";

export interface Refusal {
  stage: "unreadable" | "refused" | "dropped" | "HTTP refused";
  protocol: string;
  reason: string;
  total: number;
  rate: number | null;
  sample: MalformedSample | null;
}

const SOURCES: [Refusal["stage"], string][] = [
  ["unreadable", "weir_ingest_malformed_total"],
  ["refused", "weir_ingest_samples_refused_total"],
  ["dropped", "weir_ingest_dropped_datagrams_total"],
  ["dropped", "weir_ingest_dropped_lines_total"],
  ["HTTP refused", "weir_server_http_refused_total"],
];

/** All reasons that occurred since the start, those that occur now first, then the most frequent. */
export function refusals(status: Status, before: Snapshot | null, now: Snapshot | null): Refusal[] {
  const samples = (status.pipelines ?? []).flatMap((pipeline) => pipeline.malformed ?? []);
  const counted = now === null ? [] : SOURCES.flatMap(([stage, metric]) => ofMetric(stage, metric, samples, before, now));
  return counted.sort((a, b) => (b.rate ?? 0) - (a.rate ?? 0) || b.total - a.total);
}

function ofMetric(
  stage: Refusal["stage"],
  metric: string,
  samples: readonly MalformedSample[],
  before: Snapshot | null,
  now: Snapshot,
): Refusal[] {
  return now
    .all(metric)
    .filter((reading) => reading.value > 0)
    .map(({ labels, value }) => ({
      stage,
      protocol: labels["protocol"] ?? "",
      reason: labels["reason"] ?? "",
      total: value,
      rate: rateBetween(before, now, metric, labels),
      sample: stage === "unreadable" ? sampleOf(samples, labels) : null,
    }));
}

/** The newest sample of this protocol and reason. */
function sampleOf(samples: readonly MalformedSample[], labels: Labels): MalformedSample | null {
  return samples
    .filter((sample) => sample.protocol === labels["protocol"] && sample.reason === labels["reason"])
    .reduce<MalformedSample | null>((best, each) => (best === null || each.seenMs > best.seenMs ? each : best), null);
}
