// The only place that calls fetch. Every call takes a signal, so that a view that goes away or asks
// again cancels what it asked before.

export class ApiError extends Error {}

type Envelope<T> =
  | { status: "success"; data: T }
  | { status: "error"; errorType?: string; error?: string };

async function envelope<T>(response: Response): Promise<T> {
  const text = await response.text();
  let body: Envelope<T>;
  try {
    body = JSON.parse(text) as Envelope<T>;
  } catch {
    throw new ApiError(text.trim() || `the server answered ${response.status}`);
  }
  if (body.status !== "success") {
    throw new ApiError(body.error ?? `the server answered ${response.status}`);
  }
  return body.data;
}

export async function getJson<T>(path: string, signal: AbortSignal): Promise<T> {
  return envelope<T>(await fetch(path, { signal }));
}

export async function postForm<T>(
  path: string,
  form: Record<string, string>,
  signal: AbortSignal,
): Promise<T> {
  const body = new URLSearchParams(form);
  return envelope<T>(await fetch(path, { method: "POST", body, signal }));
}
