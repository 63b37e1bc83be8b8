// The condition of a rule taken apart for its chart: what is measured and the line it must not cross.

export interface Threshold {
  /** The expression left of the comparison. */
  measured: string;
  op: ">" | ">=" | "<" | "<=" | "==" | "!=";
  value: number;
}

const COMPARED = /^(.+?)\s*(>=|<=|==|!=|>|<)\s*(-?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?)\s*$/is;
const WORDS = /\b(and|or|unless|bool)\b/i;

/** The parts of `measured > 0.9`; null when the expression is not one comparison with a number. */
export function thresholdOf(expr: string): Threshold | null {
  const whole = withoutParentheses(expr.trim());
  const found = COMPARED.exec(whole);
  const measured = found?.[1]?.trim() ?? "";
  if (!found || !isClosed(measured) || WORDS.test(topLevel(measured)) || /[<>]|[=!]=/.test(topLevel(measured))) {
    return null;
  }
  return { measured, op: found[2] as Threshold["op"], value: Number(found[3]) };
}

function withoutParentheses(expr: string): string {
  return expr.startsWith("(") && expr.endsWith(")") && isClosed(expr.slice(1, -1))
    ? withoutParentheses(expr.slice(1, -1).trim())
    : expr;
}

/** True when every bracket and quote is closed again, none before it was opened. */
function isClosed(expr: string): boolean {
  return topLevel(expr) !== "\u0000";
}

/** What stands outside of brackets and strings; a NUL when they do not match. */
function topLevel(expr: string): string {
  let depth = 0;
  let quote = "";
  let outside = "";
  for (let i = 0; i < expr.length; i++) {
    const character = expr[i] ?? "";
    if (quote !== "") {
      if (character === "\\" && quote !== "`") {
        i++;
      } else if (character === quote) {
        quote = "";
      }
    } else if ("\"'`".includes(character)) {
      quote = character;
    } else if ("([{".includes(character)) {
      depth++;
    } else if (")]}".includes(character)) {
      depth--;
      if (depth < 0) {
        return "\u0000";
      }
    } else if (depth === 0) {
      outside += character;
    }
  }
  return depth === 0 && quote === "" ? outside : "\u0000";
}

/** True when a series may be the one of an alert: no label of it says otherwise. */
export function isSeriesOf(series: Record<string, string>, alert: Record<string, string>): boolean {
  return Object.entries(series).every(
    ([name, value]) => name === "__name__" || alert[name] === undefined || alert[name] === value,
  );
}
