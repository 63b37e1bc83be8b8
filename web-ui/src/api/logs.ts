// Loki's API, as far as the page for logs asks it.
import { getJson, withParams } from "./client";
import type { Labels } from "./types";

/** Epoch nanoseconds as a decimal number, the line, and what else is known of it. */
export type Entry = [string, string, { structuredMetadata?: Labels; parsed?: Labels }?];

export interface Stream {
  stream: Labels;
  values: Entry[];
}

export interface MatrixSeries {
  metric: Labels;
  values: [number, string][];
}

/** What a query read. */
export interface LogStats {
  lines: number;
  bytes: number;
  seconds: number;
}

export type LogAnswer =
  | { kind: "lines"; streams: Stream[]; stats: LogStats }
  | { kind: "series"; series: MatrixSeries[]; stats: LogStats };

interface Data {
  resultType: "streams" | "matrix" | "vector" | "scalar";
  result: unknown;
  stats?: {
    summary?: { totalBytesProcessed?: number; totalLinesProcessed?: number; execTime?: number };
  };
}

export interface LogQuery {
  query: string;
  /** Epoch nanoseconds; the start belongs to the range, the end does not. */
  start: string;
  end: string;
  limit?: number;
  direction?: "backward" | "forward";
  stepSeconds?: number;
}

// Labels of the stream, fields that came with a line and labels made by the query are told apart.
const CATEGORIZED = { "X-Loki-Response-Encoding-Flags": "categorize-labels" };

export async function queryLogs(wanted: LogQuery, signal: AbortSignal): Promise<LogAnswer> {
  const { stepSeconds, ...params } = wanted;
  const step = stepSeconds === undefined ? null : `${stepSeconds}s`;
  const path = withParams("/loki/api/v1/query_range", { ...params, step });
  const data = await getJson<Data>(path, signal, CATEGORIZED);
  const summary = data.stats?.summary;
  const stats: LogStats = {
    lines: summary?.totalLinesProcessed ?? 0,
    bytes: summary?.totalBytesProcessed ?? 0,
    seconds: summary?.execTime ?? 0,
  };
  return data.resultType === "streams"
    ? { kind: "lines", streams: data.result as Stream[], stats }
    : { kind: "series", series: data.result as MatrixSeries[], stats };
}

interface Between {
  start: string;
  end: string;
}

export function labelNames(between: Between, signal: AbortSignal): Promise<string[]> {
  return getJson<string[]>(withParams("/loki/api/v1/labels", { ...between }), signal);
}

/** The values of a label in the streams that `query` selects. */
export function labelValues(name: string, query: string, between: Between, signal: AbortSignal): Promise<string[]> {
  const path = `/loki/api/v1/label/${encodeURIComponent(name)}/values`;
  return getJson<string[]>(withParams(path, { ...between, query: query === "{}" ? null : query }), signal);
}

export interface Volume {
  value: string;
  bytes: number;
}

interface VolumeData {
  result: { metric: Labels; value: [number, string] }[];
}

/** How many bytes of lines there are by the values of one label, most first. */
export async function volumes(label: string, query: string, between: Between, signal: AbortSignal): Promise<Volume[]> {
  const params = { ...between, query, targetLabels: label, limit: 200 };
  const data = await getJson<VolumeData>(withParams("/loki/api/v1/index/volume", params), signal);
  return data.result
    .filter((row) => row.metric[label] !== undefined)
    .map((row) => ({ value: row.metric[label] ?? "", bytes: Number(row.value[1]) }));
}

export interface StreamVolume {
  labels: Labels;
  bytes: number;
}

/** The streams there are, largest first. */
export async function streamVolumes(between: Between, signal: AbortSignal): Promise<StreamVolume[]> {
  const path = withParams("/loki/api/v1/index/volume", { ...between, query: "{}", limit: 200 });
  const data = await getJson<VolumeData>(path, signal);
  return data.result.map((row) => ({ labels: row.metric, bytes: Number(row.value[1]) }));
}
