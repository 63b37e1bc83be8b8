import { describe, expect, it } from "vitest";
import { tenantToAsk } from "./tenants";

describe("tenantToAsk", () => {
  it("names one where the server could not know which", () => {
    expect(tenantToAsk(["mail", "shop"], null)).toBe("mail");
    expect(tenantToAsk(["a", "default"], null)).toBe("default");
    expect(tenantToAsk(["shop"], null)).toBeNull();
    expect(tenantToAsk([], null)).toBeNull();
  });

  it("keeps a choice only while it is allowed", () => {
    expect(tenantToAsk(["mail", "shop"], "shop")).toBe("shop");
    expect(tenantToAsk(["mail", "shop"], "other")).toBe("mail");
    expect(tenantToAsk(["shop"], "other")).toBeNull();
    expect(tenantToAsk(["*"], "other")).toBe("other");
  });
});
