import type { Labels } from "./types";
export type Entry = [string, string, { structuredMetadata?: Labels; parsed?: Labels }?];
export interface Stream { stream: Labels; values: Entry[] }
export interface MatrixSeries { metric: Labels; values: [number, string][] }
