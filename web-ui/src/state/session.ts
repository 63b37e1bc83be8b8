// Whether and as whom we are signed in.
//
//   session.value     {kind: "starting" | "open" | "signedOut" | "signedIn", ...}
//   signIn(header)    tries credentials; resolves to null, or to why they were refused
import { signal } from "@preact/signals";
import { authorization, setAuthorization, setTenant, tenant as storedTenant } from "../api/auth";
import { ApiError, messageOf, onUnauthorized } from "../api/client";
import { fetchWhoAmI } from "../api/server";
import type { WhoAmI } from "../api/types";
import { tenantToAsk } from "../lib/tenants";
import { refreshNow } from "./time";

export type Session =
  | { kind: "starting" }
  | { kind: "open"; tenants: string[] }
  | { kind: "signedOut"; why?: string }
  | { kind: "signedIn"; name: string; scopes: string[]; tenants: string[] };

const UNKNOWN = "the server does not know these credentials";

export const session = signal<Session>({ kind: "starting" });
export const tenant = signal<string | null>(storedTenant());

/** What the server says of us; the tenant asked for is then one that we may use. */
function sessionOf(who: WhoAmI): Session {
  const tenants = who.tenants ?? [];
  if (who.signedIn || who.auth !== "required") {
    setAskedTenant(tenantToAsk(tenants, storedTenant()));
  }
  if (who.signedIn) {
    return { kind: "signedIn", name: who.name ?? "", scopes: who.scopes ?? [], tenants };
  }
  return who.auth === "required" ? { kind: "signedOut" } : { kind: "open", tenants };
}

/** Asks the server who we are; once, at the start. */
export async function startSession(): Promise<void> {
  onUnauthorized(() => {
    if (session.value.kind !== "signedOut") {
      session.value = authorization() === null ? { kind: "signedOut" } : { kind: "signedOut", why: UNKNOWN };
    }
  });
  try {
    session.value = sessionOf(await fetchWhoAmI(new AbortController().signal));
  } catch (error) {
    if (authorization() !== null && error instanceof ApiError && error.status !== 0) {
      // the credentials of this tab count no longer, or not now
      session.value = { kind: "signedOut", why: error.status === 401 ? UNKNOWN : messageOf(error) };
    } else if (!(error instanceof ApiError && error.status === 401)) {
      session.value = { kind: "open", tenants: [] }; // each view says by itself what fails
    }
  }
}

export async function signIn(header: string): Promise<string | null> {
  const former = authorization();
  setAuthorization(header);
  try {
    const who = await fetchWhoAmI(new AbortController().signal);
    const next = sessionOf(who);
    if (next.kind === "signedOut") {
      setAuthorization(former);
      return UNKNOWN;
    }
    if (next.kind === "signedIn" && !next.scopes.includes("read")) {
      setAuthorization(former);
      return `'${next.name}' may not read here: scope read is missing, there is ${next.scopes.join(", ") || "none"}`;
    }
    session.value = next;
    refreshNow();
    return null;
  } catch (error) {
    setAuthorization(former);
    return error instanceof ApiError && error.status === 401
      ? UNKNOWN
      : messageOf(error);
  }
}

export function signOut(): void {
  setAuthorization(null);
  chooseTenant(null);
  session.value = { kind: "signedOut" };
}

export function chooseTenant(name: string | null): void {
  setAskedTenant(name);
  refreshNow();
}

function setAskedTenant(name: string | null): void {
  setTenant(name);
  tenant.value = name;
}
