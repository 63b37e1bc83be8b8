// Who we are for the server: credentials of this browser tab (sessionStorage), and the tenant asked
// for. No other module reads or writes them.

const AUTHORIZATION = "weir.authorization";
const TENANT = "weir.tenant";

/** The value of the header `Authorization`; null when not signed in. */
export function authorization(): string | null {
  return sessionStorage.getItem(AUTHORIZATION);
}

export function setAuthorization(value: string | null): void {
  store(sessionStorage, AUTHORIZATION, value);
}

/** The tenant asked for; null is the server's choice. */
export function tenant(): string | null {
  return sessionStorage.getItem(TENANT);
}

export function setTenant(value: string | null): void {
  store(sessionStorage, TENANT, value);
}

export function bearer(token: string): string {
  return `Bearer ${token.trim()}`;
}

export function basic(user: string, password: string): string {
  const bytes = new TextEncoder().encode(`${user}:${password}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}

/** The headers that every call carries. */
export function headers(): Record<string, string> {
  const all: Record<string, string> = { "X-Weir-UI": "1" };
  const credentials = authorization();
  const chosen = tenant();
  if (credentials !== null) {
    all["Authorization"] = credentials;
  }
  if (chosen !== null) {
    all["X-Scope-OrgID"] = chosen;
  }
  return all;
}

function store(storage: Storage, key: string, value: string | null): void {
  if (value === null) {
    storage.removeItem(key);
  } else {
    storage.setItem(key, value);
  }
}
