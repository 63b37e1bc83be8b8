import { expect, test } from "vitest";
import { browser } from "./browser";
import { awaitPicture, readyMs, Watched } from "./world";

const HOST_CHART = 'section[aria-label="Host"] .chart canvas';

test("home: a server that has just started shows its host within 15 s", async () => {
  const visit = await Watched.open(browser());
  const asked = Date.now();
  await visit.page.goto((process.env["WEIR_URL"] ?? "") + "/");
  await visit.page.locator(HOST_CHART).first().waitFor();
  await awaitPicture(visit.page, HOST_CHART);
  const pictureMs = Date.now() - readyMs;
  const paintMs = await visit.page.evaluate(
    () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? -1,
  );
  console.log(
    `home: first paint ${Math.round(paintMs)} ms after the request, which came ${asked - readyMs} ms after` +
      ` "ready"; first picture of the host ${pictureMs} ms after "ready"`,
  );
  expect(paintMs).toBeGreaterThan(0);
  expect(pictureMs).toBeLessThan(15_000);
  await visit.leave();
});

test("home: a page that is opened again paints and draws at once", async () => {
  const visit = await Watched.open(browser());
  const asked = Date.now();
  await visit.page.goto((process.env["WEIR_URL"] ?? "") + "/");
  await awaitPicture(visit.page, HOST_CHART);
  console.log(`home: opened again, first picture after ${Date.now() - asked} ms`);
  await visit.leave();
});
