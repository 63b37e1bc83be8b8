// The server's own endpoints.
import { getJson } from "./client";
import type { ActiveAlert, Status, WhoAmI } from "./types";

export function fetchStatus(signal: AbortSignal): Promise<Status> {
  return getJson<Status>("/weir/v1/status", signal);
}

/** Who we are. */
export function fetchWhoAmI(signal: AbortSignal): Promise<WhoAmI> {
  return getJson<WhoAmI>("/weir/v1/whoami", signal);
}

/** The effective configuration as YAML. */
export async function fetchConfig(signal: AbortSignal): Promise<string> {
  return (await getJson<{ yaml: string }>("/api/v1/status/config", signal)).yaml;
}

/** Alerts that are pending or firing. */
export async function fetchAlerts(signal: AbortSignal): Promise<ActiveAlert[]> {
  return (await getJson<{ alerts: ActiveAlert[] }>("/api/v1/alerts", signal)).alerts;
}
