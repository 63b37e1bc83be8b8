import { describe, expect, it } from "vitest";
import { queryError } from "./query-error";

describe("query error", () => {
  it("finds the place", () => {
    const text = "foo +\nbar + sum(rate(x)";
    expect(queryError('invalid parameter "query": 2:18: parse error: unclosed left parenthesis', text)).toEqual({
      message: "2:18: unclosed left parenthesis",
      offset: 23,
    });
    expect(queryError("1:1: parse error: no expression found", "")).toEqual({
      message: "1:1: no expression found",
      offset: 0,
    });
  });

  it("stays within the text, and does without a place", () => {
    expect(queryError("9:99: odd", "abc").offset).toBe(3);
    expect(queryError("query took longer than 30 s", "up")).toEqual({
      message: "query took longer than 30 s",
      offset: null,
    });
  });
});
