// Rules and their alerts in the order in which somebody who is woken up needs them.
import type { Alert, Rule, RuleGroup } from "../api/alerts";
import type { Labels } from "../api/types";

/** One alert with the rule it comes from. */
export interface AlertItem {
  key: string;
  alert: Alert;
  rule: Rule;
  group: string;
  file: string;
}

export interface FileOfGroups {
  file: string;
  groups: RuleGroup[];
}

export interface AlertsView {
  firing: AlertItem[];
  pending: AlertItem[];
  /** Rules that could not be evaluated, wherever they are. */
  broken: { rule: Rule; group: string; file: string }[];
  files: FileOfGroups[];
  rules: number;
}

const SEVERITIES = [
  ["critical", "page", "disaster", "emergency"],
  ["error", "high", "major"],
  ["warning", "warn", "medium", "minor"],
  ["info", "low", "notice", "none"],
];

/** 0 is the worst; a severity of another name stands between warnings and information. */
export function severityRank(labels: Labels): number {
  const name = (labels["severity"] ?? labels["priority"] ?? "").toLowerCase();
  const found = SEVERITIES.findIndex((names) => names.includes(name));
  return found < 0 ? 2.5 : found;
}

/** `/etc/weir/rules/host.yaml` as `host.yaml`. */
export function fileName(path: string): string {
  return path.split(/[/\\]/).at(-1) || path;
}

/** Epoch milliseconds of an RFC 3339 time; null for none and for the zero time of Go. */
export function timeOf(text: string | undefined | null): number | null {
  if (!text || text.startsWith("0001-")) {
    return null;
  }
  const ms = Date.parse(text.replace(/(\.\d{3})\d+/, "$1"));
  return Number.isNaN(ms) ? null : ms;
}

/** What is shown of all groups that match a filter. */
export function viewOf(groups: readonly RuleGroup[], filter: string): AlertsView {
  const terms = termsOf(filter);
  const view: AlertsView = { firing: [], pending: [], broken: [], files: [], rules: 0 };
  const files = new Map<string, RuleGroup[]>();
  for (const group of groups) {
    const rules = group.rules.filter((rule) => ruleMatches(rule, group, terms));
    if (rules.length > 0) {
      files.set(group.file, [...(files.get(group.file) ?? []), { ...group, rules }]);
      view.rules += rules.length;
    }
    for (const rule of rules) {
      collect(view, rule, group, terms);
    }
  }
  view.firing.sort(worstFirst);
  view.pending.sort(worstFirst);
  view.files = [...files]
    .map(([file, its]) => ({ file, groups: its.sort((a, b) => a.name.localeCompare(b.name)) }))
    .sort((a, b) => a.file.localeCompare(b.file));
  return view;
}

function collect(view: AlertsView, rule: Rule, group: RuleGroup, terms: readonly Term[]): void {
  if (rule.health === "err") {
    view.broken.push({ rule, group: group.name, file: group.file });
  }
  for (const alert of rule.alerts ?? []) {
    if (alert.state !== "inactive" && alertMatches(alert, rule, group, terms)) {
      const key = [group.file, group.name, rule.name, rule.query, labelKey(alert.labels)].join("\u0000");
      view[alert.state].push({ key, alert, rule, group: group.name, file: group.file });
    }
  }
}

function labelKey(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function worstFirst(a: AlertItem, b: AlertItem): number {
  return (
    severityRank(a.alert.labels) - severityRank(b.alert.labels) ||
    (timeOf(b.alert.activeAt) ?? 0) - (timeOf(a.alert.activeAt) ?? 0) ||
    (a.key < b.key ? -1 : 1)
  );
}

// ---- the filter: words that must all be found, `name=value` looks at one label ----

export type Term = { text: string } | { name: string; value: string };

export function termsOf(filter: string): Term[] {
  return [...filter.matchAll(/([A-Za-z_]\w*)=("[^"]*"?|\S+)|"([^"]*)"?|(\S+)/g)].map((found): Term =>
    found[1] !== undefined
      ? { name: found[1], value: (found[2] ?? "").replace(/^"|"$/g, "") }
      : { text: (found[3] ?? found[4] ?? "").toLowerCase() },
  );
}

function matches(terms: readonly Term[], labels: Labels, texts: readonly string[]): boolean {
  return terms.every((term) =>
    "name" in term
      ? labels[term.name] === term.value
      : texts.some((text) => text.toLowerCase().includes(term.text)),
  );
}

function ruleTexts(rule: Rule, group: RuleGroup): string[] {
  return [rule.name, rule.query, group.name, group.file, ...texts(rule.labels), ...texts(rule.annotations)];
}

function texts(labels: Labels | undefined): string[] {
  return Object.entries(labels ?? {}).map(([name, value]) => `${name}=${value}`);
}

function alertMatches(alert: Alert, rule: Rule, group: RuleGroup, terms: readonly Term[]): boolean {
  const all = [...ruleTexts(rule, group), ...texts(alert.labels), ...texts(alert.annotations)];
  return matches(terms, { ...rule.labels, ...alert.labels }, all);
}

/** A rule is shown when it matches itself or one of its alerts does. */
function ruleMatches(rule: Rule, group: RuleGroup, terms: readonly Term[]): boolean {
  const labels = { alertname: rule.name, ...rule.labels };
  return (
    matches(terms, labels, ruleTexts(rule, group)) ||
    (rule.alerts ?? []).some((alert) => alertMatches(alert, rule, group, terms))
  );
}

/** The annotation that says what is the matter, and the longer one. */
export function wordsOf(annotations: Labels): { summary: string; description: string } {
  const summary = annotations["summary"] ?? annotations["title"] ?? annotations["message"] ?? "";
  const description = annotations["description"] ?? "";
  return summary === "" ? { summary: description, description: "" } : { summary, description };
}

/** The labels that tell an alert from its siblings: without its name and severity. */
export function ownLabels(labels: Labels): [string, string][] {
  return Object.entries(labels)
    .filter(([name]) => name !== "alertname" && name !== "severity")
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Only http and https links are links. */
export function linkOf(url: string | undefined): string | null {
  return url !== undefined && /^https?:\/\//i.test(url) ? url : null;
}
