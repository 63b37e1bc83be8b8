import { getJson, postForm } from "./client";
import type { QueryResult, Status } from "./types";

export function fetchStatus(signal: AbortSignal): Promise<Status> {
  return getJson<Status>("/weir/v1/status", signal);
}

export function queryInstant(query: string, signal: AbortSignal): Promise<QueryResult> {
  return postForm<QueryResult>("/api/v1/query", { query }, signal);
}
