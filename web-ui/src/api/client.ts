// The only place that calls fetch. Every call takes a signal, so that a view that goes away or asks
// again cancels what it asked before. Use:
//
//   const rows = await getJson<Row[]>("/api/v1/labels?limit=10", abort.signal);
//   const text = await getText("/metrics", abort.signal);
//   const answer = await postForm<Data>("/api/v1/query", { query }, abort.signal);
//
// Each throws ApiError with a sentence to show; `aborted(error)` tells a cancelled call from a failed
// one. A 401 is also told to `onUnauthorized`, which shows the sign-in panel.
import { headers } from "./auth";

export class ApiError extends Error {
  /** The HTTP status; 0 when the server could not be reached. */
  readonly status: number;
  readonly errorType: string;

  constructor(message: string, status: number, errorType = "") {
    super(message);
    this.status = status;
    this.errorType = errorType;
  }
}

/** A successful answer with what comes beside its data. */
export interface Answer<T> {
  data: T;
  warnings: string[];
  infos: string[];
}

type Envelope<T> =
  | { status: "success"; data: T; warnings?: string[]; infos?: string[] }
  | { status: "error"; errorType?: string; error?: string };

/** Values of a form or query string; a list repeats its name, null and undefined are left out. */
export type Params = Record<string, string | number | readonly string[] | null | undefined>;

let unauthorized: () => void = () => {};

/** Sets what is called when the server answers 401. */
export function onUnauthorized(listener: () => void): void {
  unauthorized = listener;
}

/** True when the call was cancelled, which is no failure. */
export function aborted(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

/** The sentence to show for whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** `params` as `a=1&b=2`. */
export function encoded(params: Params): URLSearchParams {
  const all = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (Array.isArray(value)) {
      value.forEach((each: string) => all.append(name, each));
    } else if (value !== null && value !== undefined) {
      all.append(name, String(value));
    }
  }
  return all;
}

/** `path?a=1&b=2`. */
export function withParams(path: string, params: Params): string {
  return `${path}?${encoded(params)}`;
}

async function call(path: string, init: RequestInit, signal: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { ...init, signal, headers: { ...headers(), ...init.headers } });
  } catch (error) {
    if (aborted(error)) {
      throw error;
    }
    throw new ApiError("the server cannot be reached", 0);
  }
  if (response.status === 401) {
    unauthorized();
    throw new ApiError("sign in to see this", 401);
  }
  if (response.status === 403) {
    throw new ApiError(`not allowed: ${refusal(await response.text(), 403)}`, 403);
  }
  return response;
}

/** The sentence of an answer that is no success: its field `error`, else its text. */
export function refusal(text: string, status: number): string {
  try {
    const { error } = JSON.parse(text) as { error?: unknown };
    if (typeof error === "string" && error !== "") {
      return error;
    }
  } catch {
    // plain text
  }
  return text.trim() || `the server answered ${status}`;
}

async function envelope<T>(response: Response): Promise<Answer<T>> {
  const text = await response.text();
  let body: Envelope<T>;
  try {
    body = JSON.parse(text) as Envelope<T>;
  } catch {
    throw new ApiError(text.trim() || `the server answered ${response.status}`, response.status);
  }
  if (body.status !== "success") {
    const message = body.error ?? `the server answered ${response.status}`;
    throw new ApiError(message, response.status, body.errorType);
  }
  return { data: body.data, warnings: body.warnings ?? [], infos: body.infos ?? [] };
}

/** The data of a GET that answers with an envelope. */
export async function getJson<T>(
  path: string,
  signal: AbortSignal,
  more: Record<string, string> = {},
): Promise<T> {
  return (await envelope<T>(await call(path, { headers: more }, signal))).data;
}

/** The body of a GET that answers JSON without an envelope. */
export async function getBare<T>(path: string, signal: AbortSignal): Promise<T> {
  const response = await call(path, {}, signal);
  const text = await response.text();
  if (!response.ok) {
    throw new ApiError(refusal(text, response.status), response.status);
  }
  return JSON.parse(text) as T;
}

export async function getText(path: string, signal: AbortSignal): Promise<string> {
  const response = await call(path, {}, signal);
  const text = await response.text();
  if (!response.ok) {
    throw new ApiError(refusal(text, response.status), response.status);
  }
  return text;
}

/** The data of a POST with a form, and what comes beside it. */
export async function postAnswer<T>(path: string, form: Params, signal: AbortSignal): Promise<Answer<T>> {
  return envelope<T>(await call(path, { method: "POST", body: encoded(form) }, signal));
}

/** The data of a POST with a form. */
export async function postForm<T>(path: string, form: Params, signal: AbortSignal): Promise<T> {
  return (await postAnswer<T>(path, form, signal)).data;
}

/** Sends JSON (`body` undefined: nothing) and returns the text of the answer. */
export async function send(
  method: "POST" | "PUT" | "DELETE",
  path: string,
  body: unknown,
  signal: AbortSignal,
): Promise<string> {
  const init: RequestInit =
    body === undefined
      ? { method }
      : { method, body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
  const response = await call(path, init, signal);
  const text = await response.text();
  if (!response.ok) {
    throw new ApiError(refusal(text, response.status), response.status);
  }
  return text;
}
