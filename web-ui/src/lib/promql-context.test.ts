import { describe, expect, it } from "vitest";
import { placeOf, unquoted } from "./promql-context";

/** The place at `|` in the text. */
function at(marked: string) {
  const cursor = marked.indexOf("|");
  return placeOf(marked.replace("|", ""), cursor);
}

describe("promql context", () => {
  it("knows an expression from labels and values", () => {
    expect(at("ra|").context).toEqual({ kind: "expression" });
    expect(at("sum(ra|").context).toEqual({ kind: "expression" });
    expect(at("up{|").context).toEqual({ kind: "label", match: '{__name__="up"}' });
    expect(at("up{jo|}").context).toEqual({ kind: "label", match: '{__name__="up"}' });
    expect(at('up{job="|"}').context).toEqual({ kind: "value", label: "job", match: '{__name__="up"}' });
    expect(at('{job=~"a|').context).toEqual({ kind: "value", label: "job", match: null });
    expect(at("up[|").context).toEqual({ kind: "duration" });
    expect(at("up # a|").context).toEqual({ kind: "nothing" });
    expect(at('label_replace(up, "|').context).toEqual({ kind: "nothing" });
  });

  it("narrows labels by the matchers before", () => {
    expect(at('up{job="a",inst|').context).toEqual({
      kind: "label",
      match: '{__name__="up",job="a"}',
    });
    expect(at('{"stats.hits", ho|').context).toEqual({ kind: "label", match: '{__name__="stats.hits"}' });
  });

  it("gives label names in groupings", () => {
    expect(at("sum by (|) (up)").context).toEqual({ kind: "label", match: null });
    expect(at("sum(up) by (jo|").context).toEqual({ kind: "label", match: '{__name__="up"}' });
    expect(at("a * on (|").context.kind).toBe("label");
  });

  it("says what a completion replaces", () => {
    expect(at("sum(ra|te)")).toMatchObject({ from: 4, to: 8, typed: "ra" });
    expect(at('up{job="no|de"}')).toMatchObject({ from: 7, to: 13, typed: "no" });
    expect(at('up{job="no|')).toMatchObject({ from: 7, to: 10, typed: "no" });
    expect(at('{"st|')).toMatchObject({ context: { kind: "quoted metric" }, typed: "st" });
  });

  it("leaves numbers alone outside of brackets", () => {
    expect(at("up > 5|").context.kind).toBe("nothing");
  });

  it("reads literals", () => {
    expect(unquoted('"a\\"b"')).toBe('a"b');
    expect(unquoted("`a\\b`")).toBe("a\\b");
    expect(unquoted('"')).toBe("");
  });
});
