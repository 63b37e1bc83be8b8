import { describe, expect, it } from "vitest";
import { refusal } from "./client";

describe("refusal", () => {
  it("is the sentence of the answer, whatever its shape", () => {
    expect(refusal('{"status":"error","error":"status 500"}', 502)).toBe("status 500");
    expect(refusal("scope admin is missing: 'a' has read\n", 403)).toBe("scope admin is missing: 'a' has read");
    expect(refusal('"bad matcher format"', 400)).toBe('"bad matcher format"');
    expect(refusal("null", 502)).toBe("null");
    expect(refusal("", 502)).toBe("the server answered 502");
  });
});
