// The address is the state: a view can be reloaded, shared, and stepped back to.
import { expect, test } from "vitest";
import type { Page } from "playwright-core";
import { browser } from "./browser";
import { awaitLines, awaitPicture, post, unique, Watched } from "./world";

const LINE = ".virtual .log-line";

interface Look {
  lines: string[];
  query: string;
  pressed: string[];
}

async function lookOf(page: Page): Promise<Look> {
  return {
    lines: await page.locator(LINE).allInnerTexts(),
    query: await page.getByLabel("LogQL query").inputValue(),
    pressed: await page.locator('.log-bar button[aria-pressed="true"]').allInnerTexts(),
  };
}

test("address: reload, back and forward give the same views of logs", async () => {
  const app = unique("address");
  const now = Date.now() - 60_000;
  const stream = (level: string, from: number) => ({
    stream: { app, level },
    values: Array.from({ length: 5 }, (_, i) => [`${now + from + i * 10}000000`, `${level} ${i}`]),
  });
  const streams = [stream("error", 1), stream("warn", 2), stream("info", 3)];
  await post("/loki/api/v1/push", JSON.stringify({ streams }), "application/json");
  await awaitLines(`{app="${app}"}`, 15);

  const visit = await Watched.open(browser());
  const { page } = visit;
  await visit.go(`/logs?from=${now - 60_000}&to=${now + 60_000}&q=${encodeURIComponent(`{app="${app}"}`)}`);
  await expect.poll(() => page.locator(LINE).count()).toBe(15);
  const all = await lookOf(page);
  await page.locator(".level-chip.level-error").click();
  await expect.poll(() => page.locator(LINE).count()).toBe(5);
  await page.locator("#log-search").fill("error 3");
  await page.locator("#log-search").press("Enter");
  await expect.poll(() => page.locator(LINE).count()).toBe(1);
  await page.keyboard.press("Escape"); // out of the search box
  await page.keyboard.press("w");
  await page.locator(`${LINE}.wrapped`).waitFor();
  const narrowed = await lookOf(page);

  await page.reload();
  await page.locator(`${LINE}.wrapped`).waitFor();
  await expect.poll(() => lookOf(page)).toEqual(narrowed);

  await page.goBack();
  await expect.poll(() => page.locator(LINE).count()).toBe(5);
  await page.goBack();
  await expect.poll(() => lookOf(page)).toEqual(all);
  await page.goForward();
  await page.goForward();
  await expect.poll(() => lookOf(page)).toEqual(narrowed);
  await visit.leave();
});

test("address: a link to a line opens that line", async () => {
  const app = unique("linked");
  const stamp = Date.now() - 60_000;
  const values = Array.from({ length: 1_500 }, (_, i) => [`${stamp + i}000000`, `number ${i} of many`]);
  await post("/loki/api/v1/push", JSON.stringify({ streams: [{ stream: { app }, values }] }), "application/json");
  await awaitLines(`{app="${app}"}`, 1_500);
  const visit = await Watched.open(browser());
  const at = `${stamp + 7}000000`; // on the second page of lines
  await visit.go(`/logs?from=${stamp - 1_000}&to=${stamp + 60_000}&at=${at}&q=${encodeURIComponent(`{app="${app}"}`)}`);
  const details = visit.page.locator(".log-details");
  await details.waitFor();
  expect(await details.innerText()).toContain("number 7 of many");
  expect(await details.boundingBox().then((box) => box !== null && box.y > 0 && box.y < 900)).toBe(true);
  await visit.leave();
});

test("address: reload and back give the same view in Explore", async () => {
  const visit = await Watched.open(browser());
  const { page } = visit;
  await visit.go("/explore?from=now-5m&q=node_load1");
  await awaitPicture(page, ".chart canvas");
  await page.keyboard.press("g");
  await page.keyboard.press("l");
  await page.locator(".log-query").waitFor();
  expect(page.url()).toContain("from=now-5m");
  await page.goBack();
  await awaitPicture(page, ".chart canvas");
  await page.reload();
  await awaitPicture(page, ".chart canvas");
  expect(page.url()).toContain("q=node_load1");
  await visit.leave();
});
