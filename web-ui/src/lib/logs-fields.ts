// The members of a line that is JSON or logfmt, named as LogQL's `json` and `logfmt` name them.

export interface Members {
  /** The LogQL stage that makes these members labels. */
  stage: "json" | "logfmt";
  members: [string, string][];
}

const MAX_MEMBERS = 200;
const MAX_DEPTH = 8;
const MAX_VALUE = 4_096;

/** The members of a line; null when it is neither. */
export function membersOf(line: string): Members | null {
  const trimmed = line.trimStart();
  if (trimmed.startsWith("{")) {
    const members = jsonMembers(trimmed);
    return members && { stage: "json", members };
  }
  const members = logfmtMembers(line);
  return members && { stage: "logfmt", members };
}

function jsonMembers(text: string): [string, string][] | null {
  const members: [string, string][] = [];
  try {
    collect(members, "", JSON.parse(text), 0);
  } catch {
    return null; // no JSON, or nested too deeply to be written again
  }
  return members.length === 0 ? null : members;
}

function collect(members: [string, string][], name: string, value: unknown, depth: number): void {
  if (members.length >= MAX_MEMBERS) {
    return;
  }
  if (value !== null && typeof value === "object" && !Array.isArray(value) && depth < MAX_DEPTH) {
    for (const [key, member] of Object.entries(value)) {
      collect(members, name === "" ? labelName(key) : `${name}_${labelName(key)}`, member, depth + 1);
    }
  } else if (name !== "" && value !== null) {
    members.push([name, typeof value === "string" ? value : JSON.stringify(value)]);
  }
}

/** A member's name as a label: other characters become `_`. */
function labelName(key: string): string {
  const name = key.replace(/[^A-Za-z0-9_]/g, "_");
  return /^[0-9]/.test(name) ? `_${name}` : name;
}

const PAIR = /(?:^|\s)([A-Za-z_][A-Za-z0-9_.@/-]{0,127})=("(?:[^"\\]|\\.)*"|[^\s"]*)(?=\s|$)/g;

// Prose with one "a=b" in it is no logfmt: two pairs at least, and they are most of the line.
function logfmtMembers(line: string): [string, string][] | null {
  const head = line.slice(0, 16_384);
  const members: [string, string][] = [];
  let covered = 0;
  for (const pair of head.matchAll(PAIR)) {
    covered += pair[0].length;
    if (members.length < MAX_MEMBERS) {
      members.push([labelName(pair[1] ?? ""), unquoted(pair[2] ?? "")]);
    }
  }
  return members.length >= 2 && covered * 2 >= head.trim().length ? members : null;
}

function unquoted(value: string): string {
  if (!value.startsWith('"')) {
    return value.slice(0, MAX_VALUE);
  }
  try {
    return String(JSON.parse(value));
  } catch {
    return value.slice(1, -1);
  }
}
