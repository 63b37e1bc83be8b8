// Rules and alerts in Prometheus' shapes, silences in Alertmanager's, and what Weir adds.
import { getBare, getJson, send, withParams } from "./client";
import type { Labels } from "./types";

export type AlertState = "firing" | "pending" | "inactive";

export interface Alert {
  labels: Labels;
  annotations: Labels;
  state: AlertState;
  activeAt?: string;
  keepFiringSince?: string;
  /** A number in text. */
  value?: string;
}

export interface Rule {
  type: "alerting" | "recording";
  name: string;
  query: string;
  state?: AlertState;
  /** Seconds that the condition must hold. */
  duration?: number;
  keepFiringFor?: number;
  labels?: Labels;
  /** As written: with templates. */
  annotations?: Labels;
  alerts?: Alert[];
  health: "ok" | "err" | "unknown";
  lastError?: string;
  evaluationTime?: number;
  lastEvaluation?: string;
  /** What a rule says of its band, which alerts when its expression leaves it. */
  anomaly?: Anomaly;
}

export interface Anomaly {
  season: string;
  sensitivity: number;
  direction: "both" | "up" | "down";
  /** Seconds. */
  minHistory: number;
}

export interface RuleGroup {
  name: string;
  file: string;
  interval: number;
  limit?: number;
  evaluationTime?: number;
  lastEvaluation?: string;
  rules: Rule[];
}

export interface RuleProblem {
  line?: number;
  column?: number;
  message: string;
}

export interface RuleFile {
  path: string;
  /** When the version in force was read, in epoch seconds; 0 when none ever was. */
  loaded: number;
  groups: number;
  rules: number;
  /** What is wrong with the file as it is now. */
  problems: RuleProblem[];
}

export interface Receiver {
  name: string;
  kind: string;
  target?: string;
  pending: number;
  sent: number;
  failed: number;
  /** Epoch seconds; 0 for never. */
  lastSuccess?: number;
  lastFailure?: number;
  lastError?: string | null;
}

export interface Alerting {
  files: RuleFile[];
  receivers: Receiver[];
}

export interface SilenceMatcher {
  name: string;
  value: string;
  isRegex: boolean;
  isEqual?: boolean;
}

export interface Silence {
  id: string;
  matchers: SilenceMatcher[];
  startsAt: string;
  endsAt: string;
  createdBy: string;
  comment: string;
  status?: { state: "active" | "pending" | "expired" };
}

export type NewSilence = Omit<Silence, "id" | "status">;

/** All groups; none where rules belong to another tenant. */
export async function fetchRules(signal: AbortSignal): Promise<RuleGroup[]> {
  return (await getJson<{ groups: RuleGroup[] }>("/api/v1/rules", signal)).groups;
}

export function fetchAlerting(signal: AbortSignal): Promise<Alerting> {
  return getJson<Alerting>("/weir/v1/alerting", signal);
}

export function fetchSilences(signal: AbortSignal): Promise<Silence[]> {
  return getBare<Silence[]>("/api/v2/silences", signal);
}

export async function createSilence(silence: NewSilence, signal: AbortSignal): Promise<void> {
  await send("POST", "/api/v2/silences", silence, signal);
}

export async function expireSilence(id: string, signal: AbortSignal): Promise<void> {
  await send("DELETE", `/api/v2/silence/${encodeURIComponent(id)}`, undefined, signal);
}

/** Sends a test message to a receiver; the answer's text. */
export function testReceiver(name: string, signal: AbortSignal): Promise<string> {
  return send("POST", withParams("/weir/v1/alerting/test", { receiver: name }), undefined, signal);
}
