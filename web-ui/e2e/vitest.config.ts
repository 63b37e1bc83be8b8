import { defineConfig } from "vitest/config";

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
