// Which tenant a request names, from those that the server says we may use.

/** Everything: whoever may use it names tenants freely. */
export const ANY = "*";

const USUAL = "default";

/**
 * The tenant to ask for; null leaves it to the server. One that was chosen is kept while it is allowed.
 * Of several, the server wants to be told which.
 */
export function tenantToAsk(allowed: readonly string[], chosen: string | null): string | null {
  if (allowed.includes(ANY)) {
    return chosen;
  }
  if (chosen !== null && allowed.includes(chosen)) {
    return chosen;
  }
  return allowed.length < 2 ? null : allowed.includes(USUAL) ? USUAL : (allowed[0] ?? null);
}
