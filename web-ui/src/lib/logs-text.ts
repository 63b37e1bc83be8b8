// Lines and labels are written by strangers. Nothing of them may move the cursor, hide text or turn
// its direction: such characters are shown as escapes. Colours of a terminal (SGR) are kept as
// classes, because people's programs write them; every other escape sequence is shown.

/** A stretch of a line: as it is, or an escape that stands for a character not to be printed. */
export interface Piece {
  text: string;
  kind: "text" | "escape";
  /** Class names of the terminal's style, `ansi-red ansi-bold`; empty for none. */
  style: string;
}

export interface Pieces {
  pieces: Piece[];
  /** Characters left out at the end. */
  cut: number;
}

// C0 without tab, DEL and C1; soft hyphen; zero-width, bidi, invisible operators; separators that
// break lines; byte order mark and interlinear marks; tags; lone surrogates.
const UNSAFE =
  // eslint-disable-next-line no-control-regex, no-misleading-character-class
  /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb]|[\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]|[\ud800-\udfff]/gu;

// eslint-disable-next-line no-control-regex
const SGR = /\u001b\[([0-9;:]{0,64})m/g;

const COLOURS = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];
const SHORT: Record<string, string> = { "\n": "\\n", "\r": "\\r", "\u0000": "\\0" };

function escape(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  return (
    SHORT[character] ??
    (code < 0x100
      ? `\\x${hex.padStart(2, "0")}`
      : code < 0x10000
        ? `\\u${hex.padStart(4, "0")}`
        : `\\u{${hex}}`)
  );
}

/** The text with what cannot be seen written as escapes; for labels, titles, downloads of names. */
export function visible(text: string): string {
  return text.replace(UNSAFE, escape);
}

/** Cuts a text to at most `limit` characters, never between the halves of a surrogate pair. */
export function clip(text: string, limit: number): string {
  if (text.length <= limit) {
    return text;
  }
  const last = text.charCodeAt(limit - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit);
}

/** The text with U+FFFD for halves of surrogate pairs, which no query may hold. */
export function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udfff]/gu, "\ufffd");
}

/** A text without the terminal's colours. */
export function plain(line: string): string {
  return line.replace(SGR, "");
}

/** The first `limit` characters of a line as stretches to be shown one after the other. */
export function pieces(line: string, limit: number): Pieces {
  const shown = clip(line, limit);
  const found: Piece[] = [];
  let style: Style = { bold: false, colour: "" };
  let from = 0;
  for (const sequence of shown.matchAll(SGR)) {
    append(found, shown.slice(from, sequence.index), classes(style));
    style = restyled(style, sequence[1] ?? "");
    from = sequence.index + sequence[0].length;
  }
  append(found, shown.slice(from), classes(style));
  return { pieces: found, cut: line.length - shown.length };
}

function append(found: Piece[], text: string, style: string): void {
  let from = 0;
  for (const unsafe of text.matchAll(UNSAFE)) {
    if (unsafe.index > from) {
      found.push({ text: text.slice(from, unsafe.index), kind: "text", style });
    }
    const last = found.at(-1);
    if (last?.kind === "escape" && unsafe.index === from) {
      last.text += escape(unsafe[0]);
    } else {
      found.push({ text: escape(unsafe[0]), kind: "escape", style: "" });
    }
    from = unsafe.index + unsafe[0].length;
  }
  if (from < text.length) {
    found.push({ text: text.slice(from), kind: "text", style });
  }
}

interface Style {
  bold: boolean;
  colour: string;
}

// Only the colour of the letters and boldness are taken over: a sender must not be able to hide
// text (8, or letters in the background's colour).
function restyled(style: Style, codes: string): Style {
  let { bold, colour } = style;
  const numbers = codes.split(/[;:]/).map(Number);
  for (let i = 0; i < numbers.length; i++) {
    const code = numbers[i] ?? 0;
    if (code === 0) {
      bold = false;
      colour = "";
    } else if (code === 1 || code === 22) {
      bold = code === 1;
    } else if (code === 39) {
      colour = "";
    } else if (code === 38 || code === 48) {
      i += numbers[i + 1] === 5 ? 2 : 4; // a colour of the large palettes: its numbers are no codes
    } else if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) {
      colour = COLOURS[code % 10] ?? "";
    }
  }
  return { bold, colour };
}

function classes(style: Style): string {
  return [style.bold ? "ansi-bold" : "", style.colour ? `ansi-${style.colour}` : ""]
    .filter((name) => name !== "")
    .join(" ");
}
