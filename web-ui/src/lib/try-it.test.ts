import { describe, expect, it } from "vitest";
import { commands } from "./try-it";

describe("try it", () => {
  const listener = (name: string, address: string | null) => ({
    name, transport: "udp", state: address === null ? ("off" as const) : ("on" as const), address, reason: null,
  });

  it("has a command for each listener that is on", () => {
    expect(commands([listener("statsd", "127.0.0.1:8125"), listener("graphite", null), listener("collectd", "127.0.0.1:25826")])).toEqual([
      { protocol: "statsd", text: "echo 'hello:1|c' | nc -u -w1 127.0.0.1 8125" },
    ]);
  });

  it("sends to this host where a listener takes from all", () => {
    expect(commands([listener("lines", "0.0.0.0:5170")])[0]?.text).toContain("-w1 127.0.0.1 5170");
    expect(commands([listener("lines", "[::]:5170")])[0]?.text).toContain("-w1 ::1 5170");
  });

  it("puts nothing odd into a shell", () => {
    expect(commands([listener("lines", "$(reboot):5170")])).toEqual([]);
  });
});
