import { describe, expect, it } from "vitest";
import { tokens } from "./promql-tokens";

function kinds(text: string): string {
  return tokens(text)
    .filter((token) => token.kind !== "space")
    .map((token) => `${token.kind}:${token.text}`)
    .join(" ");
}

describe("promql tokens", () => {
  it("tells the parts of an expression apart", () => {
    expect(kinds('sum by (job) (rate(x_total{a=~"b"}[5m])) > 1e3 # why')).toBe(
      "function:sum keyword:by operator:( word:job operator:) operator:( function:rate operator:( word:x_total " +
        'operator:{ word:a operator:=~ string:"b" operator:} operator:[ duration:5m operator:] operator:) operator:) ' +
        "operator:> number:1e3 comment:# why",
    );
  });

  it("gives every character back, whatever the text", () => {
    for (const text of ["", '{"a', "'\\", "`x\n", "é\u0000☃ 5mx 1h30m", "x{", "\ud800"]) {
      expect(tokens(text).map((token) => token.text).join("")).toBe(text);
    }
  });
});
