import type { MatrixRow } from "../lib/columns";
import type { Labels } from "../lib/labels";

export type { Labels };

export interface Listener {
  name: string;
  transport: string;
  state: "on" | "off";
  address: string | null;
  reason: string | null;
}

/** Totals since the server's start. */
export interface ProtocolTotals {
  protocol: string;
  bytes: number;
  datagrams: number;
  lines: number;
  decoded: number;
  malformed: number;
  dropped: number;
}

export interface MalformedSample {
  protocol: string;
  reason: string;
  sample: string;
  seenMs: number;
}

export interface Pipeline {
  name: string;
  durability?: string;
  journalProblem?: string | null;
  slots?: number;
  slotsUsed?: number;
  protocols?: ProtocolTotals[];
  refused?: Record<string, number>;
  malformed?: MalformedSample[];
}

export interface Disk {
  usedBytes: number;
  freeBytes: number;
  byPart?: Record<string, number>;
}

export interface Status {
  version: string;
  started: number;
  durability: string;
  storageDir: string;
  memoryLimitBytes: number;
  healthy: boolean;
  problems: string[];
  listeners: Listener[];
  store: Record<string, number>;
  pipelines?: Pipeline[];
  disk?: Disk;
}

/** Who the server takes us for. */
export interface WhoAmI {
  auth: "loopback" | "none" | "required";
  signedIn: boolean;
  name?: string | null;
  scopes?: string[];
  tenants?: string[];
}

export type Point = [number, string];

export interface VectorRow {
  metric: Labels;
  value?: Point;
  histogram?: [number, { count: string; sum: string }];
}

export type QueryResult =
  | { resultType: "scalar"; result: Point }
  | { resultType: "string"; result: Point }
  | { resultType: "vector"; result: VectorRow[] }
  | { resultType: "matrix"; result: MatrixRow[] };

export interface QueryStats {
  timings?: Record<string, number>;
  samples?: { totalQueryableSamples?: number; peakSamples?: number };
}

export type QueryData = QueryResult & { stats?: QueryStats };

export interface Metadata {
  type: string;
  help: string;
  unit: string;
}

/** An alert of `/api/v1/alerts`. */
export interface ActiveAlert {
  labels: Labels;
  annotations: Labels;
  state: "pending" | "firing" | "inactive";
  activeAt?: string;
  value?: string;
}
