import { describe, expect, it } from "vitest";
import {
  countByLevel,
  matchersOf,
  mistakeAt,
  quote,
  searchOf,
  split,
  streamSelector,
  unquote,
  withFieldFilter,
  withMatcher,
  withSearch,
} from "./logs-query";
import { wellFormed } from "./logs-text";

describe("split", () => {
  it("finds the selector whatever its strings hold", () => {
    expect(split('  {a="}", b=`{"}`} |= "x"')).toEqual({
      selector: '{a="}", b=`{"}`}',
      stages: '|= "x"',
    });
    expect(split('{a="\\"}"}')).toEqual({ selector: '{a="\\"}"}', stages: "" });
  });

  it("says no to metric queries and unfinished ones", () => {
    expect(split('rate({a="b"}[1m])')).toBeNull();
    expect(split('{a="b')).toBeNull();
    expect(split("")).toBeNull();
  });
});

describe("matchers", () => {
  it("reads and writes them", () => {
    expect(matchersOf('{job="syslog", app!~`a.*`,host = "x"}')).toEqual([
      { name: "job", op: "=", value: "syslog" },
      { name: "app", op: "!~", value: "a.*" },
      { name: "host", op: "=", value: "x" },
    ]);
    expect(streamSelector({ job: "a", app: 'b"c' })).toBe('{app="b\\"c", job="a"}');
  });

  it("survive hostile values", () => {
    for (const value of ['"} |= "', "</script>", "\u202e\u0000", "`", "\\", "\ud800"]) {
      const selector = streamSelector({ a: value });
      expect(split(selector)?.selector).toBe(selector);
      expect(matchersOf(selector)[0]?.value).toBe(wellFormed(value));
      expect(unquote(quote(value))).toBe(wellFormed(value));
    }
  });
});

describe("withMatcher", () => {
  it("adds, replaces and takes away", () => {
    expect(withMatcher('{job="a"} |= "x"', "app", "=", "b")).toBe('{job="a", app="b"} |= "x"');
    expect(withMatcher('{job="a"}', "job", "=", "b")).toBe('{job="b"}');
    expect(withMatcher('{job="a"}', "app", "!=", "b")).toBe('{job="a", app!="b"}');
    expect(withMatcher('{job="a", app="b"}', "app", "=", "b")).toBe('{job="a"}');
  });

  it("takes the place of the selector of everything", () => {
    expect(withMatcher('{job=~".+"}', "app", "=", "b")).toBe('{app="b"}');
    expect(withMatcher('{job=~".+"}', "app", "!=", "b")).toBe('{job=~".+", app!="b"}');
    expect(withMatcher("", "app", "=", "b")).toBe('{app="b"}');
  });
});

describe("withFieldFilter", () => {
  it("parses first where that is needed", () => {
    expect(withFieldFilter('{a="b"}', "status", "=", "500", "json")).toBe(
      '{a="b"} | json | status="500"',
    );
    expect(withFieldFilter('{a="b"} | json | x="1"', "status", "!=", "500", "json")).toBe(
      '{a="b"} | json | x="1" | status!="500"',
    );
    expect(withFieldFilter('{a="b"} |= "q"', "pid", "=", "1", null)).toBe('{a="b"} |= "q" | pid="1"');
    expect(withFieldFilter('{a="b"} | pid="1"', "pid", "=", "1", null)).toBe('{a="b"} | pid="1"');
  });
});

describe("search", () => {
  it("is the first filter of the query", () => {
    expect(searchOf('{a="b"} |= "x y" | json')).toEqual({ text: "x y", ignoreCase: false });
    expect(searchOf('{a="b"} |~ "(?i)a\\\\.b"')).toEqual({ text: "a.b", ignoreCase: true });
    expect(searchOf('{a="b"} |~ "(?i)a.b"').text).toBe("");
    expect(searchOf('{a="b"} |= "x" or "y"').text).toBe("");
    expect(searchOf('{a="b"} != "x"').text).toBe("");
  });

  it("goes in, changes and goes away", () => {
    const query = '{a="b"} | json';
    const first = withSearch(query, { text: 'say "hi"', ignoreCase: false });
    expect(first).toBe('{a="b"} |= "say \\"hi\\"" | json');
    const second = withSearch(first, { text: "a.b", ignoreCase: true });
    expect(second).toBe('{a="b"} |~ "(?i)a\\\\.b" | json');
    expect(withSearch(second, { text: "", ignoreCase: true })).toBe(query);
    expect(withSearch('{a="b"} != "x"', { text: "y", ignoreCase: false })).toBe(
      '{a="b"} |= "y" != "x"',
    );
  });

  it("comes back as it went in", () => {
    for (const text of ["a|b", "\\d+", "(?i)x", 'q"', "`", "<script>", "ä\u202e"]) {
      for (const ignoreCase of [false, true]) {
        expect(searchOf(withSearch('{a="b"}', { text, ignoreCase }))).toEqual({ text, ignoreCase });
      }
    }
  });
});

describe("countByLevel", () => {
  it("forgets lines' mistakes where a parser makes some", () => {
    expect(countByLevel('{a="b"}', 30)).toBe('sum by (level) (count_over_time({a="b"} [30s]))');
    expect(countByLevel('{a="b"} | json', 30)).toContain("| drop __error__");
  });
});

describe("mistakeAt", () => {
  it("finds the place in the text", () => {
    expect(mistakeAt('{a="b"} |= ', "parse error at line 1, col 12: syntax error")).toBe(11);
    expect(mistakeAt("ab\ncd", "parse error at line 2, col 2: x")).toBe(4);
    expect(mistakeAt("ab", "parse error at line 9, col 99: x")).toBe(2);
    expect(mistakeAt("ab", "too many lines")).toBeNull();
  });
});
