import { describe, expect, it } from "vitest";
import { clip, pieces, plain, wellFormed } from "./logs-text";

const shown = (line: string) =>
  pieces(line, 10_000)
    .pieces.map((piece) => piece.text)
    .join("");

describe("pieces", () => {
  it("tells escapes from text and joins neighbours", () => {
    expect(pieces("a\u0000\u0001b", 100)).toEqual({
      pieces: [
        { text: "a", kind: "text", style: "" },
        { text: "\\x00\\x01", kind: "escape", style: "" },
        { text: "b", kind: "text", style: "" },
      ],
      cut: 0,
    });
  });

  it("does not take an escape that a sender wrote out for one of its own", () => {
    expect(pieces("\\x1b", 100).pieces).toEqual([{ text: "\\x1b", kind: "text", style: "" }]);
  });

  it("keeps a terminal's colours as classes and nothing else of its sequences", () => {
    expect(pieces("\u001b[1;31mERROR\u001b[0m ok \u001b[38;5;196mx\u001b[8mhidden", 100).pieces).toEqual(
      [
        { text: "ERROR", kind: "text", style: "ansi-bold ansi-red" },
        { text: " ok ", kind: "text", style: "" },
        { text: "x", kind: "text", style: "" },
        { text: "hidden", kind: "text", style: "" },
      ],
    );
    expect(shown("\u001b[2J\u001b]0;title\u0007")).toBe("\\x1b[2J\\x1b]0;title\\x07");
    expect(shown("\u001b[31")).toBe("\\x1b[31");
  });

  it("cuts long lines and says by how much", () => {
    const { pieces: found, cut } = pieces("x".repeat(262_144), 4_096);
    expect(found).toHaveLength(1);
    expect(found[0]?.text).toHaveLength(4_096);
    expect(cut).toBe(262_144 - 4_096);
  });

  it("is quick on a line of nothing but escapes", () => {
    const started = performance.now();
    expect(pieces("\u001b[31m\u202e".repeat(43_000), 262_144).pieces.length).toBe(1);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe("pieces of hostile lines", () => {
  it("leaves text of every script, tabs and markup alone", () => {
    const text = "日本語 עברית\tпривет 😀❤️ <img src=x onerror=alert(1)>";
    expect(shown(text)).toBe(text);
  });

  it("writes line ends, directions and invisible characters as escapes", () => {
    expect(shown("a\nb\rc\u007f")).toBe("a\\nb\\x0dc\\x7f");
    expect(shown("user\u202Etxt.exe\u2066\u200b")).toBe("user\\u202etxt.exe\\u2066\\u200b");
    expect(shown("\u{e0041}\ufeff\u3164")).toBe("\\u{e0041}\\ufeff\\u3164");
    expect(shown("a\ud800b")).toBe("a\\ud800b");
  });
});

describe("wellFormed", () => {
  it("takes halves of surrogate pairs away", () => {
    expect(wellFormed("a\ud800b😀")).toBe("a\ufffdb😀");
  });
});

describe("clip", () => {
  it("never halves a surrogate pair", () => {
    expect(clip("a😀b", 2)).toBe("a");
    expect(clip("a😀b", 3)).toBe("a😀");
    expect(clip("ab", 5)).toBe("ab");
  });
});

describe("plain", () => {
  it("takes colours away only", () => {
    expect(plain("\u001b[31mred\u001b[0m \u001b[2J")).toBe("red \u001b[2J");
  });
});
