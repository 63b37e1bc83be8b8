// PromQL: range and instant queries, names for completion.
import { columns, type Columns, type MatrixRow } from "../lib/columns";
import type { Labels } from "../lib/labels";
import { grid } from "../lib/steps";
import { getJson, postAnswer, postForm, withParams } from "./client";
import type { Metadata, QueryData, QueryResult, QueryStats } from "./types";

/** A range answer as columns; `rows` are the label sets, in the order of the columns. */
export interface RangeAnswer {
  labels: Labels[];
  data: Columns;
  stats: QueryStats | null;
  notes: string[];
  step: number;
  /** Series that the answer held beyond those kept. */
  omitted: number;
}

export interface RangeQuery {
  query: string;
  fromMs: number;
  toMs: number;
  step: number;
  withStats?: boolean;
  /** More series than this are not kept. */
  maxSeries?: number;
}

export async function queryRange(asked: RangeQuery, signal: AbortSignal): Promise<RangeAnswer> {
  const { start, end } = grid(asked.fromMs, asked.toMs, asked.step);
  const answer = await postAnswer<{ result: MatrixRow[]; stats?: QueryStats }>(
    "/api/v1/query_range",
    { query: asked.query, start, end, step: asked.step, stats: asked.withStats ? "all" : null },
    signal,
  );
  const rows = answer.data.result.slice(0, asked.maxSeries ?? 1_000);
  return {
    labels: rows.map((row) => row.metric),
    data: columns(rows, start, end, asked.step),
    stats: answer.data.stats ?? null,
    notes: [...answer.warnings, ...answer.infos],
    step: asked.step,
    omitted: answer.data.result.length - rows.length,
  };
}

export interface InstantAnswer {
  data: QueryData;
  notes: string[];
}

/** The value at `timeMs`; now when null. */
export async function queryInstant(
  query: string,
  timeMs: number | null,
  signal: AbortSignal,
): Promise<InstantAnswer> {
  const form = { query, time: timeMs === null ? null : timeMs / 1000, stats: "all" };
  const answer = await postAnswer<QueryData>("/api/v1/query", form, signal);
  return { data: answer.data, notes: [...answer.warnings, ...answer.infos] };
}

/** The rows of a vector, as numbers; empty for any other answer. */
export async function queryVector(
  query: string,
  signal: AbortSignal,
): Promise<{ labels: Labels; value: number }[]> {
  const answer = await postForm<QueryResult>("/api/v1/query", { query }, signal);
  return answer.resultType === "vector"
    ? answer.result.map((row) => ({ labels: row.metric, value: Number(row.value?.[1] ?? NaN) }))
    : [];
}

const NAMES = "/api/v1/label/__name__/values";

/** Names of metrics, of those that `match` selects. */
export function metricNames(match: string | null, limit: number, signal: AbortSignal): Promise<string[]> {
  return getJson<string[]>(withParams(NAMES, { "match[]": match, limit }), signal);
}

export function labelNames(match: string | null, limit: number, signal: AbortSignal): Promise<string[]> {
  return getJson<string[]>(withParams("/api/v1/labels", { "match[]": match, limit }), signal);
}

export function labelValues(
  label: string,
  match: string | null,
  limit: number,
  signal: AbortSignal,
): Promise<string[]> {
  const path = `/api/v1/label/${encodeURIComponent(label)}/values`;
  return getJson<string[]>(withParams(path, { "match[]": match, limit }), signal);
}

/** What is known of metrics: type and help text by name. */
export async function metadata(signal: AbortSignal): Promise<Map<string, Metadata>> {
  const all = await getJson<Record<string, Metadata[]>>("/api/v1/metadata", signal);
  return new Map(Object.entries(all).flatMap(([name, [first]]) => (first ? [[name, first] as const] : [])));
}

/** `query` laid out as the server would. */
export function formatQuery(query: string, signal: AbortSignal): Promise<string> {
  return postForm<string>("/api/v1/format_query", { query }, signal);
}
