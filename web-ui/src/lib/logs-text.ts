// Lines and labels are written by strangers. Nothing of them may move the cursor, hide text or turn
// its direction: such characters are shown as escapes. Colours of a terminal (SGR) are kept as
// classes, because people's programs write them; every other escape sequence is shown.

import { escaped, HIDDEN } from "./text";

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

// eslint-disable-next-line no-control-regex
const SGR = /\u001b\[([0-9;:]{0,64})m/g;

const LINE_END: Record<string, string> = { "\n": "\\n" };
const UNSAFE = new RegExp(`\\n|${HIDDEN.source}`, "gu");

const COLOURS = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];
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

/**
 * The first `limit` characters of a line as stretches to be shown one after the other. Line ends in
 * it (stack traces) are escapes, or stay when `hasLines`.
 */
export function pieces(line: string, limit: number, hasLines = false): Pieces {
  const unsafe = hasLines ? HIDDEN : UNSAFE;
  const shown = clip(line, limit);
  const found: Piece[] = [];
  let style: Style = { bold: false, colour: "" };
  let from = 0;
  for (const sequence of shown.matchAll(SGR)) {
    append(found, shown.slice(from, sequence.index), classes(style), unsafe);
    style = restyled(style, sequence[1] ?? "");
    from = sequence.index + sequence[0].length;
  }
  append(found, shown.slice(from), classes(style), unsafe);
  return { pieces: found, cut: line.length - shown.length };
}

function append(found: Piece[], text: string, style: string, unsafe: RegExp): void {
  let from = 0;
  for (const one of text.matchAll(unsafe)) {
    if (one.index > from) {
      found.push({ text: text.slice(from, one.index), kind: "text", style });
    }
    const shown = LINE_END[one[0]] ?? escaped(one[0]);
    const last = found.at(-1);
    if (last?.kind === "escape" && one.index === from) {
      last.text += shown;
    } else {
      found.push({ text: shown, kind: "escape", style: "" });
    }
    from = one.index + one[0].length;
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
