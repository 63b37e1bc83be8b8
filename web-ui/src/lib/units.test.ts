import { describe, expect, it } from "vitest";
import { guessedUnit } from "./units";

describe("units", () => {
  it("guesses from names", () => {
    expect(guessedUnit("node_memory_MemFree_bytes")).toBe("bytes");
    expect(guessedUnit("rate(node_network_receive_bytes_total[5m])")).toBe("bytes/s");
    expect(guessedUnit("rate(node_cpu_seconds_total[5m])")).toBe("ratio");
    expect(guessedUnit("histogram_quantile(0.99, rate(x_seconds_bucket[5m]))")).toBe("seconds");
    expect(guessedUnit("rate(http_requests_total[5m])")).toBe("per second");
  });

  it("says a plain number when in doubt", () => {
    expect(guessedUnit("a_bytes / b_bytes")).toBe("number");
    expect(guessedUnit("count(node_memory_MemFree_bytes)")).toBe("number");
    expect(guessedUnit("1 + 1")).toBe("number");
    expect(guessedUnit("a_bytes + b_seconds")).toBe("number");
  });
});
