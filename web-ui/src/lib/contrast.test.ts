import { describe, expect, it } from "vitest";
import css from "../styles/theme.css?raw";
import { contrast } from "./contrast";
import { stroke, translucent } from "./palette";

/** The colours that a block of the style sheet sets. */
function colours(selector: string): Map<string, string> {
  const from = css.indexOf(`${selector} {`);
  const block = css.slice(from, css.indexOf("}", from));
  return new Map([...block.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name ?? "", value ?? ""]));
}

const THEMES = [
  ["light", colours(":root")],
  ["dark", colours(':root[data-theme="dark"]')],
] as const;

describe("contrast", () => {
  it("is right about black and white", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
    expect(contrast("#777777", "#777777")).toBe(1);
  });

  it.each(THEMES)("lets text be read in the %s theme", (_, colour) => {
    for (const text of ["text", "soft", "faint", "accent", "good", "warn", "bad"]) {
      for (const ground of ["panel", "raised"]) {
        const ratio = contrast(colour.get(text) ?? "", colour.get(ground) ?? "");
        expect(ratio, `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
    for (const level of ["good", "warn", "bad", "accent"]) {
      const ratio = contrast(colour.get(level) ?? "", colour.get(`${level}-ground`) ?? "");
      expect(ratio, `${level} on its ground`).toBeGreaterThanOrEqual(4.5);
    }
    expect(contrast(colour.get("on-accent") ?? "", colour.get("accent") ?? "")).toBeGreaterThanOrEqual(4.5);
  });

  it.each(THEMES)("lets series be seen in the %s theme", (theme, colour) => {
    for (let i = 0; i < 8; i++) {
      expect(contrast(stroke(i, theme).color, colour.get("panel") ?? ""), `series ${i}`).toBeGreaterThanOrEqual(3);
    }
  });

  it("tells series past the eighth apart by dashes", () => {
    expect(stroke(8, "light").color).toBe(stroke(0, "light").color);
    expect(stroke(8, "light").dash).not.toEqual(stroke(0, "light").dash);
    expect(translucent("#102030", 0.5)).toBe("#10203080");
  });
});
