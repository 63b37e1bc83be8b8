// The slim bar on top: name, pages, range, refresh, tenant, theme, zone, health.
import { PAGES } from "../pages";
import { isHelpOpen } from "../state/keys";
import { shownTheme, theme, zone } from "../state/prefs";
import { href, route } from "../state/route";
import { chooseTenant, session, signOut, tenant } from "../state/session";
import { isUnreachable, status, statusError } from "../state/status";
import { ANY } from "../lib/tenants";
import { visibleLine } from "../lib/text";
import { TimePicker } from "./TimePicker";

export function TopBar() {
  const id = route.value.page;
  const page = PAGES.find((each) => each.id === id) ?? PAGES[0];
  const isIn = session.value.kind === "open" || session.value.kind === "signedIn";
  return (
    <header class="top">
      <a class="brand" href={href("home")} aria-label="Weir, start page">
        <Mark />
        <span>Weir</span>
      </a>
      <nav aria-label="pages">
        {PAGES.map((each) => (
          <a
            key={each.id}
            href={href(each.id)}
            aria-current={each === page ? "page" : undefined}
            title={`g ${each.key}`}
          >
            {each.title}
          </a>
        ))}
      </nav>
      <div class="top-right">
        {isIn && page?.hasRange && <TimePicker />}
        {isIn && <Tenants />}
        <Zone />
        <Theme />
        <button type="button" class="icon" title="keys (?)" aria-label="keys" onClick={() => (isHelpOpen.value = true)}>
          ?
        </button>
        <SignedIn />
        {isIn && <Health />}
      </div>
    </header>
  );
}

function Mark() {
  return (
    <svg viewBox="0 0 32 32" width="20" height="20" aria-hidden="true">
      <rect width="32" height="32" rx="7" class="mark-ground" />
      <path d="M5 11.5q3.7-4 7.3 0t7.4 0 7.3 0M5 20.5q3.7-4 7.3 0t7.4 0 7.3 0" class="mark-waves" />
    </svg>
  );
}

function Zone() {
  const next = zone.value === "utc" ? "local" : "utc";
  const text = zone.value === "utc" ? "UTC" : "local";
  return (
    <button type="button" class="icon wide" title={`times are ${text}; show ${next}`} onClick={() => (zone.value = next)}>
      {text}
    </button>
  );
}

function Theme() {
  const isDark = shownTheme.value === "dark";
  const next = theme.value === "system" ? (isDark ? "light" : "dark") : "system";
  return (
    <button
      type="button"
      class="icon"
      aria-label={`theme: ${theme.value}`}
      title={`theme: ${theme.value}; change to ${next}`}
      onClick={() => (theme.value = next)}
    >
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
        <circle cx="8" cy="8" r="6.25" fill="none" stroke="currentColor" stroke-width="1.5" />
        <path d={isDark ? "M8 1.75a6.25 6.25 0 0 1 0 12.5z" : "M8 1.75a6.25 6.25 0 0 0 0 12.5z"} fill="currentColor" />
      </svg>
    </button>
  );
}

function Tenants() {
  const now = session.value;
  const tenants = now.kind === "open" || now.kind === "signedIn" ? now.tenants : [];
  if (now.kind === "signedIn" && tenants.includes(ANY)) {
    return (
      <input
        class="tenant"
        aria-label="tenant"
        title="tenant; any may be named"
        placeholder="default"
        maxLength={64}
        autocomplete="off"
        spellcheck={false}
        value={tenant.value ?? ""}
        onChange={(event) => chooseTenant(event.currentTarget.value.trim() || null)}
      />
    );
  }
  if (tenants.length < 2) {
    return null;
  }
  return (
    <select
      aria-label="tenant"
      title="tenant"
      value={tenant.value ?? ""}
      onChange={(event) => chooseTenant(event.currentTarget.value)}
    >
      {tenants.map((name) => (
        <option key={name} value={name}>
          {visibleLine(name)}
        </option>
      ))}
    </select>
  );
}

function SignedIn() {
  const now = session.value;
  return now.kind === "signedIn" ? (
    <button type="button" class="icon wide" title={`signed in as ${visibleLine(now.name)}: ${now.scopes.join(", ")}`} onClick={signOut}>
      sign out
    </button>
  ) : null;
}

function Health() {
  const error = statusError.value;
  const now = status.value?.status;
  const state = error !== null ? "bad" : now === undefined ? "unknown" : now.healthy ? "good" : "bad";
  const text = error ?? (now === undefined ? "…" : now.healthy ? "healthy" : now.problems.join("; "));
  const short = error !== null ? (isUnreachable.value ? "unreachable" : "status unknown") : now === undefined ? "…" : now.healthy ? "healthy" : "unhealthy";
  return (
    <a class={`health ${state}`} href={href("status")} title={visibleLine(text)} aria-label={`server: ${short}`}>
      <span class="dot" />
      {state === "bad" && <span>{short}</span>}
    </a>
  );
}
