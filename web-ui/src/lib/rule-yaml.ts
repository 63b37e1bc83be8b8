// The text of an alerting rule for an expression, to be copied into a rule file.
import { tokens } from "./promql-tokens";

const COMPARISONS = new Set(["==", "!=", ">", "<", ">=", "<="]);

/** True when the expression compares outside of braces, so that it can be false. */
export function compares(expression: string): boolean {
  let braces = 0;
  for (const token of tokens(expression)) {
    braces += token.text === "{" ? 1 : token.text === "}" ? -1 : 0;
    if (braces === 0 && token.kind === "operator" && COMPARISONS.has(token.text)) {
      return true;
    }
  }
  return /\babsent(_over_time)?\s*\(/.test(expression);
}

/** A name in the manner of alerts from the first metric: `NodeLoad1`. */
export function alertName(expression: string): string {
  const metric = tokens(expression).find((token) => token.kind === "word")?.text ?? "alert";
  const words = metric.split(/[^a-zA-Z0-9]+/).filter((word) => word !== "");
  return words.map((word) => (word[0] ?? "").toUpperCase() + word.slice(1)).join("") || "Alert";
}

export function ruleYaml(expression: string): string {
  const condition = compares(expression) ? expression.trim() : `(${expression.trim()}) > 0`;
  const threshold = compares(expression) ? "" : "        # set the threshold\n";
  const lines = condition.split("\n").map((line) => `          ${line}`.trimEnd());
  return `groups:
  - name: mine
    rules:
      - alert: ${alertName(expression)}
${threshold}        expr: |
${lines.join("\n")}
        for: 5m
        labels:
          severity: warning
        annotations:
          summary: "{{ $labels.instance }}: {{ $value | humanize }}"
`;
}
