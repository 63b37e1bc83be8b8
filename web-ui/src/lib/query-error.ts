// Errors of queries as the server writes them: `invalid parameter "query": 2:18: parse error: ...`.

export interface QueryError {
  message: string;
  /** Where in the text, from 0; null when the error names no place. */
  offset: number | null;
}

export function queryError(error: string, text: string): QueryError {
  const found = /^(?:invalid parameter "query": )?(?:(\d+):(\d+): )?(?:parse error: )?([^]*)$/.exec(error);
  if (!found || found[1] === undefined) {
    return { message: error.replace(/^invalid parameter "query": /, ""), offset: null };
  }
  return { message: `${found[1]}:${found[2]}: ${found[3] ?? ""}`, offset: offsetOf(text, Number(found[1]), Number(found[2])) };
}

/** The offset of a line and column, both from 1; within the text. */
function offsetOf(text: string, line: number, column: number): number {
  let from = 0;
  for (let i = 1; i < line; i++) {
    const end = text.indexOf("\n", from);
    if (end < 0) {
      break;
    }
    from = end + 1;
  }
  return Math.min(text.length, from + column - 1);
}
