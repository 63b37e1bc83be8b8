import { defineConfig } from "vitest/config";

// Started by `BrowserIT` in `server`, which passes the address and ports of a server by environment
// (see world.ts). By hand, in front of a server that runs:
//
//   WEIR_URL=http://127.0.0.1:9430 WEIR_STATSD_PORT=8125 WEIR_SYSLOG_PORT=5514 WEIR_LINES_PORT=5170 \
//     WEIR_CHROMIUM=/usr/bin/chromium WEIR_SECURED_URL=... (all that BrowserIT sets) npm run e2e
//
// One worker, one browser, one journey after the other: they share a server.
export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ["journeys.spec.ts"],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    pool: "forks",
    poolOptions: { forks: { singleFork: true } },
    reporters: ["verbose"],
  },
});
