// A light lexer of PromQL for colours and completion. It never fails: what it does not know is "other".
// The texts of the tokens, put together, are the input.

export type TokenKind =
  | "space"
  | "comment"
  | "string"
  | "number"
  | "duration"
  | "word"
  | "keyword"
  | "function"
  | "operator"
  | "other";

export interface Token {
  kind: TokenKind;
  text: string;
  from: number;
}

const KEYWORDS = new Set([
  "by", "without", "on", "ignoring", "group_left", "group_right", "offset", "bool", "and", "or", "unless", "atan2",
  "start", "end", "inf", "nan",
]);

const RULES: [TokenKind, RegExp][] = [
  ["space", /\s+/y],
  ["comment", /#[^\n]*/y],
  ["string", /"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|`[^`]*`?/y],
  ["duration", /(?:\d+(?:ms|[smhdwy]))+(?![a-zA-Z0-9_])/y],
  ["number", /0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/y],
  ["word", /[a-zA-Z_:][a-zA-Z0-9_:]*/y],
  ["operator", /=~|!~|==|!=|>=|<=|[-+*/%^=<>(){}[\],@]/y],
  ["other", /[^]/y],
];

export function tokens(text: string): Token[] {
  const all: Token[] = [];
  let from = 0;
  while (from < text.length) {
    const token = tokenAt(text, from);
    all.push(token);
    from += token.text.length;
  }
  return all;
}

function tokenAt(text: string, from: number): Token {
  for (const [kind, pattern] of RULES) {
    pattern.lastIndex = from;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined && found !== "") {
      return { kind: kind === "word" ? wordKind(text, from, found) : kind, text: found, from };
    }
  }
  return { kind: "other", text: text.slice(from), from };
}

function wordKind(text: string, from: number, word: string): TokenKind {
  if (KEYWORDS.has(word.toLowerCase())) {
    return "keyword";
  }
  return /^\s*(?:\(|(?:by|without)\b)/i.test(text.slice(from + word.length, from + word.length + 12))
    ? "function"
    : "word";
}
