// Strings from data, made safe to read. They are only ever inserted as text; this module keeps them
// from hiding what they are: control characters and those that reorder text become visible escapes.

// C0 and C1 controls except tab and line feed, zero-width and bidirectional controls, line and
// paragraph separators, letters without a shape, the byte order mark, tag characters, lone surrogates.
export const HIDDEN =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|[\u{1d173}-\u{1d17a}\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;

/** The escape for one character. */
export function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x100) {
    return `\\x${code.toString(16).padStart(2, "0")}`;
  }
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, "0")}`;
}

/** `text` with characters that hide or reorder others shown as escapes (`\x1b`, `\u202e`). */
export function visible(text: string): string {
  return text.replace(HIDDEN, escaped);
}

/** As `visible`, with tabs and line ends as escapes too: for names and values that stay on one line. */
export function visibleLine(text: string): string {
  return visible(text).replace(/\n/g, "\\n").replace(/\t/g, "\\t");
}

/** At most `limit` characters of `text`, then an ellipsis; never half of a surrogate pair. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) {
    return text;
  }
  const last = text.charCodeAt(limit - 1);
  const end = last >= 0xd800 && last < 0xdc00 ? limit - 1 : limit;
  return `${text.slice(0, end)}\u2026`;
}
