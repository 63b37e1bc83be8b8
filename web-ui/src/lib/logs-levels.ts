// How bad a line is: what its sender said, else what its text says.

/** The groups that lines are coloured and counted by, worst first. */
export const GROUPS = ["error", "warn", "info", "debug", "unknown"] as const;
export type Group = (typeof GROUPS)[number];

/** Colours of the groups in charts; the style sheet has the same for text. */
export const COLOURS: Record<"light" | "dark", Record<Group, string>> = {
  light: { error: "#c8322a", warn: "#c98500", info: "#4a90b5", debug: "#9aa7b0", unknown: "#c6ced4" },
  dark: { error: "#f0645a", warn: "#e0a93f", info: "#4f9fc4", debug: "#6b7a84", unknown: "#46535c" },
};

const NAMES: Record<Exclude<Group, "unknown">, string[]> = {
  error: ["critical", "crit", "fatal", "emergency", "emerg", "alert", "panic", "severe", "error", "err"],
  warn: ["warn", "warning"],
  info: ["info", "information", "informational", "notice", "success", "audit"],
  debug: ["debug", "dbg", "trace", "verbose", "fine", "finer", "finest"],
};

const GROUP_OF = new Map<string, Group>(
  Object.entries(NAMES).flatMap(([group, names]) =>
    names.map((name): [string, Group] => [name, group as Group]),
  ),
);

/** Names that senders give the level, most trusted first. */
const FIELDS = ["level", "detected_level", "severity", "lvl", "loglevel", "log_level", "severity_text"];

/** Syslog's and journald's numbers. */
const BY_NUMBER: Group[] = ["error", "error", "error", "error", "warn", "info", "info", "debug"];

/** bunyan and pino count upwards in tens. */
function byTens(number: number): Group {
  return number >= 50 ? "error" : number >= 40 ? "warn" : number >= 30 ? "info" : "debug";
}

/** The group of a level's name or number; `unknown` when it is none. */
export function groupOf(name: string): Group {
  const text = name.trim().toLowerCase();
  if (/^\d{1,2}$/.test(text)) {
    const number = Number(text);
    return number < 8 ? (BY_NUMBER[number] ?? "unknown") : byTens(number);
  }
  return GROUP_OF.get(text) ?? "unknown";
}

const HEAD = 300;
const WORDS =
  "emerg(?:ency)?|alert|crit(?:ical)?|fatal|panic|severe|err(?:or)?|warn(?:ing)?|notice|info(?:rmation)?|debug|trace|verbose";
const MEMBER = new RegExp(
  `["']?\\b(?:level|severity|lvl|loglevel|log_level)["']?\\s*[=:]\\s*["']?(${WORDS}|\\d{1,2})\\b`,
  "i",
);
const CAPITALS = new RegExp(`(?:^|[\\s\\[(<|:])(${WORDS.toUpperCase()})(?=[\\s\\])>|:,]|$)`);
const BRACKETED = new RegExp(`[\\[<(|]\\s*(${WORDS})\\s*[\\])>|]`, "i");
const LEADING = new RegExp(`^\\W{0,3}(${WORDS})\\s*:`, "i");
const GLOG = /^([IWEF])\d{4} \d\d:\d\d:\d\d/;
const GLOG_GROUPS: Record<string, Group> = { I: "info", W: "warn", E: "error", F: "error" };

/** The group that a line's own text claims, looking at its beginning only. */
export function detect(line: string): Group {
  const head = line.slice(0, HEAD);
  const glog = GLOG.exec(head);
  if (glog) {
    return GLOG_GROUPS[glog[1] ?? ""] ?? "unknown";
  }
  for (const pattern of [MEMBER, CAPITALS, BRACKETED, LEADING]) {
    const found = pattern.exec(head);
    if (found?.[1]) {
      return groupOf(found[1]);
    }
  }
  return "unknown";
}

export interface Level {
  /** As the sender wrote it; the group's name when it was found in the text; empty for none. */
  name: string;
  group: Group;
}

/** The level of a line with these labels, looked up in each set in turn, then in the text. */
export function levelOf(labelSets: Record<string, string>[], line: string): Level {
  for (const field of FIELDS) {
    for (const labels of labelSets) {
      const name = labels[field];
      if (name !== undefined && name !== "" && groupOf(name) !== "unknown") {
        return { name, group: groupOf(name) };
      }
    }
  }
  const group = detect(line);
  return { name: group === "unknown" ? "" : group, group };
}

/** The regular expression of the names of some groups; `unknown` has none. */
export function namesOf(groups: readonly Group[]): string {
  const names = groups.flatMap((group) => (group === "unknown" ? [] : NAMES[group]));
  return names.join("|");
}
