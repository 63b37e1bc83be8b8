// One browser for all journeys.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { launch } from "./world";

let running: Browser | null = null;

beforeAll(async () => {
  running ??= await launch();
});

afterAll(async () => {
  await running?.close();
  running = null;
});

export function browser(): Browser {
  if (running === null) {
    throw new Error("the browser does not run");
  }
  return running;
}
