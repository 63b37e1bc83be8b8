import { describe, expect, it } from "vitest";
import { complete, completionAt, offered } from "./logs-complete";

/** The query with the cursor at `^`. */
function at(text: string) {
  const cursor = text.indexOf("^");
  return completionAt(text.replace("^", ""), cursor);
}

describe("completionAt", () => {
  it("offers names where a matcher may begin", () => {
    expect(at("{^")).toEqual({ kind: "name", prefix: "", from: 1, to: 1 });
    expect(at('{job="a", ho^}')).toMatchObject({ kind: "name", prefix: "ho" });
    expect(at('{job="a" ^}')).toEqual({ kind: "none" });
    expect(at('sum(rate({a^}[1m]))')).toMatchObject({ kind: "name", prefix: "a" });
  });

  it("offers values of a name within the other matchers", () => {
    expect(at('{job="a", host="w^')).toMatchObject({
      kind: "value",
      name: "host",
      prefix: "w",
      selector: '{job="a"}',
    });
    expect(at('{host="w^", job="a"}')).toMatchObject({ kind: "value", name: "host", selector: '{job="a"}' });
    expect(at('{host=~`^`}')).toMatchObject({ kind: "value", name: "host", prefix: "" });
  });

  it("offers stages behind the braces and nothing in strings there", () => {
    expect(at('{a="b"} | js^')).toMatchObject({ kind: "stage", prefix: "js" });
    expect(at('{a="b"} |= "x|^"')).toEqual({ kind: "none" });
    expect(at("^")).toEqual({ kind: "none" });
  });
});

describe("complete", () => {
  const pick = (text: string, choice: string) => {
    const query = text.replace("^", "");
    return complete(query, at(text), choice);
  };

  it("writes what was chosen and moves on", () => {
    expect(pick("{jo^", "job")).toEqual({ query: "{job=", cursor: 5 });
    expect(pick('{job="sy^', "syslog")).toEqual({ query: '{job="syslog"}', cursor: 14 });
    expect(pick('{job="^"}', "syslog").query).toBe('{job="syslog"}');
    expect(pick('{job="sy^, host="x"}', "syslog").query).toBe('{job="syslog", host="x"}');
    expect(pick('{a="b"} | js^', "json").query).toBe('{a="b"} | json ');
  });

  it("quotes hostile values", () => {
    expect(pick('{job="^', '"} |= "').query).toBe('{job="\\"} |= \\""}');
  });
});

describe("offered", () => {
  it("puts beginnings before parts", () => {
    expect(offered(["syslog", "log", "blog", "x"], "lo")).toEqual(["log", "syslog", "blog"]);
  });
});
