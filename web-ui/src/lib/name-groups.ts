// Names of metrics by their first word, so that thousands can be browsed.

export interface NameGroup {
  prefix: string;
  names: string[];
}

const MIN_GROUP = 2;
const OTHERS = "others";

function firstWord(name: string): string {
  return /^[^_.:/\-\s]+/.exec(name)?.[0] ?? name;
}

/** Groups in the order of their prefixes; names that are alone in theirs come last, together. */
export function nameGroups(names: readonly string[]): NameGroup[] {
  const byPrefix = new Map<string, string[]>();
  for (const name of [...names].sort()) {
    const prefix = firstWord(name);
    const group = byPrefix.get(prefix);
    if (group) {
      group.push(name);
    } else {
      byPrefix.set(prefix, [name]);
    }
  }
  const groups = [...byPrefix].map(([prefix, each]) => ({ prefix, names: each }));
  const large = groups.filter((group) => group.names.length >= MIN_GROUP);
  const others = groups.filter((group) => group.names.length < MIN_GROUP).flatMap((group) => group.names);
  return others.length === 0 ? large : [...large, { prefix: OTHERS, names: others }];
}
