// The server's own endpoints.
import { ApiError, getJson } from "./client";
import type { ActiveAlert, Status, WhoAmI } from "./types";

export function fetchStatus(signal: AbortSignal): Promise<Status> {
  return getJson<Status>("/weir/v1/status", signal);
}

/** Who we are; a server without sign-in has no such endpoint and is open. */
export async function fetchWhoAmI(signal: AbortSignal): Promise<WhoAmI> {
  try {
    return await getJson<WhoAmI>("/weir/v1/whoami", signal);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) {
      return { auth: "loopback", signedIn: false, scopes: [], tenants: [] };
    }
    throw error;
  }
}

/** The effective configuration as YAML. */
export async function fetchConfig(signal: AbortSignal): Promise<string> {
  return (await getJson<{ yaml: string }>("/api/v1/status/config", signal)).yaml;
}

/** Alerts that are pending or firing; none where alerting is off. */
export async function fetchAlerts(signal: AbortSignal): Promise<ActiveAlert[]> {
  try {
    return (await getJson<{ alerts?: ActiveAlert[] }>("/api/v1/alerts", signal)).alerts ?? [];
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) {
      return [];
    }
    throw error;
  }
}
