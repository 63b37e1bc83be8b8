import { describe, expect, it } from "vitest";
import { ratesAt, ratesNow } from "./rates";

describe("rates", () => {
  it("are slopes of the last two samples while points are as close as samples", () => {
    expect(ratesAt(1).of("c")).toBe("irate(c[60s])");
    expect(ratesAt(10).of("c")).toBe("irate(c[60s])");
  });

  it("leave no sample out between points further apart", () => {
    expect(ratesAt(15).of("c")).toBe("rate(c[60s])");
    expect(ratesAt(300).of("c")).toBe("rate(c[300s])");
    expect(ratesAt(300).window).toBe("300s");
  });

  it("are taken over a minute once there is one", () => {
    expect(ratesNow(null).of("c")).toBe("irate(c[60s])");
    expect(ratesNow(65).of("c")).toBe("irate(c[60s])");
    expect(ratesNow(71).of("c")).toBe("rate(c[60s])");
  });
});
