export interface Listener {
  name: string;
  transport: string;
  state: "on" | "off";
  address: string | null;
  reason: string | null;
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
}

export type Labels = Record<string, string>;
export type Point = [number, string];

export type QueryResult =
  | { resultType: "scalar"; result: Point }
  | { resultType: "string"; result: Point }
  | { resultType: "vector"; result: { metric: Labels; value?: Point }[] }
  | { resultType: "matrix"; result: { metric: Labels; values?: Point[] }[] };
