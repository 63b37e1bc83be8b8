import { describe, expect, it } from "vitest";
import { cut, visible, visibleLine } from "./text";

describe("text", () => {
  it("shows control and bidirectional characters as escapes", () => {
    expect(visible("\u001b[31mred\u001b[0m")).toBe("\\x1b[31mred\\x1b[0m");
    expect(visible("user\u202egnp.exe")).toBe("user\\u202egnp.exe");
    expect(visible("a\u200bb\ufeff\u0000")).toBe("a\\u200bb\\ufeff\\x00");
    expect(visible("\u{e0041}x")).toBe("\\u{e0041}x");
    expect(visible("\ud800x")).toBe("\\ud800x");
  });

  it("leaves ordinary text of any script alone", () => {
    expect(visible("grüße 日本語 עברית 🎉\n\ttab")).toBe("grüße 日本語 עברית 🎉\n\ttab");
  });

  it("keeps names on one line", () => {
    expect(visibleLine("a\nb\tc")).toBe("a\\nb\\tc");
  });

  it("cuts long text, never within a pair", () => {
    expect(cut("abcdef", 6)).toBe("abcdef");
    expect(cut("abcdefg", 6)).toBe("abcdef…");
    expect(cut("ab🎉cd", 3)).toBe("ab…");
    expect(cut("x".repeat(65536), 100)).toHaveLength(101);
  });
});
