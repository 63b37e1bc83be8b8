// Nothing that a stranger sends is executed, and all of it can be read.
import { expect, test } from "vitest";
import type { Page } from "playwright-core";
import { browser } from "./browser";
import { PAYLOADS } from "./payloads";
import { awaitLines, awaitSeries, post, unique, url, Watched } from "./world";

const app = unique("hostile");

/** A measurement or tag of Influx' line protocol. */
function escaped(text: string): string {
  return text.replace(/[,= ]/g, "\\$&");
}

async function sendAll(): Promise<void> {
  const stamp = Date.now() - 30_000;
  const streams = PAYLOADS.map((text, i) => ({
    stream: { app, evil: text.slice(0, 1_000), level: i % 2 === 0 ? "error" : text.slice(0, 100) },
    values: [[`${stamp + i}000000`, text, { field: text }]],
  }));
  await post("/loki/api/v1/push", JSON.stringify({ streams }), "application/json");
  const lines = PAYLOADS.filter((text) => !/[\n\r]/.test(text)).map(
    (text) => `${escaped(text.slice(0, 800))},app=${app},evil=${escaped(text.slice(0, 800))} value=1 ${stamp}000000`,
  );
  await post("/api/v2/write?precision=ns", lines.join("\n"), "text/plain");
  await awaitLines(`{app="${app}"}`, PAYLOADS.length);
  await awaitSeries(`count({app="${app}"}) > ${lines.length - 10}`);
}

/** What the page must not have made out of a text. */
async function strangers(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const wanted = "img, iframe, object, embed, video, audio, marquee, base, math, form[action], main script, svg script, style";
    const found = [...document.querySelectorAll(wanted)].map((element) => element.outerHTML.slice(0, 200));
    const links = [...document.querySelectorAll("a[href]")]
      .map((link) => link.getAttribute("href") ?? "")
      .filter((href) => !/^(#|\/|https?:\/\/)/.test(href));
    const handlers = [...document.querySelectorAll("*")].flatMap((element) =>
      element.getAttributeNames().filter((name) => name.startsWith("on")),
    );
    return [...found, ...links, ...handlers];
  });
}

async function check(visit: Watched): Promise<void> {
  expect(await strangers(visit.page)).toEqual([]);
  expect(await visit.executed()).toEqual({ count: 0, violations: [] });
}

test(`hostile: ${PAYLOADS.length} texts as lines, labels, fields, names of metrics: none is executed`, async () => {
  await sendAll();
  const visit = await Watched.open(browser(), { height: 3_000 });
  const { page } = visit;
  const query = encodeURIComponent(`{app="${app}"}`);

  await visit.go(`/logs?from=now-15m&cols=evil,field&q=${query}`);
  await page.locator(".virtual .log-line").nth(PAYLOADS.length - 1).waitFor();
  const texts = await page.locator(".virtual .log-line .log-text").allInnerTexts();
  expect(texts).toHaveLength(PAYLOADS.length);
  // markup is there as it was sent, what would hide or turn text as an escape
  expect(texts.some((text) => text.startsWith("p001 </script><script>window.executed="))).toBe(true);
  expect(texts.some((text) => text.includes("user\\u202etxt.exe"))).toBe(true);
  // eslint-disable-next-line no-control-regex
  expect(texts.filter((text) => /[\u0000-\u0008\u000b-\u001f\u202a-\u202e\u2066-\u2069\u200b]/.test(text))).toEqual([]);
  await check(visit);

  await page.setViewportSize({ width: 1440, height: 900 });
  // from the oldest up, so that what is open moves nothing that is still to be opened
  for (const number of [1, 30, 85]) {
    const index = PAYLOADS.length - 1 - number;
    await page.locator(".virtual").evaluate((list, at) => list.scrollTo(0, at * 21), index);
    const id = `p${String(number).padStart(3, "0")}`;
    const line = page.locator(".virtual .log-line", { hasText: id }).first();
    await line.click();
    await page.locator(".log-details", { hasText: id }).first().waitFor();
    await check(visit);
  }
  await page.keyboard.press("w");
  await page.locator(".virtual .log-line.wrapped").first().waitFor();
  await check(visit);

  const all = encodeURIComponent(`{app="${app}"}`);
  await visit.go(`/explore?from=now-15m&q=${all}`);
  await page.locator(".chart canvas").first().waitFor();
  await page.locator("bdi", { hasText: "p0" }).first().waitFor();
  await check(visit);
  await visit.go(`/explore?from=now-15m&view=table&q=${all}`);
  await page.locator("tbody tr").nth(50).waitFor();
  await check(visit);

  await visit.go("/explore");
  await page.getByLabel("search names of metrics").fill("p0");
  await page.locator(".names .item", { hasText: "p0" }).nth(50).waitFor();
  await check(visit);
  await visit.go("/home");
  await page.locator(".chart canvas").first().waitFor();
  await check(visit);
  await visit.go("/alerts");
  await page.locator(".panel").first().waitFor();
  await check(visit);
  const { count } = await visit.executed();
  console.log(`hostile: ${PAYLOADS.length} payloads in lines, labels, fields and metric names on 5 pages: ${count} executed`);
  await visit.leave();
});

test("hostile: an address whose parameters are hostile shows them as text", async () => {
  const visit = await Watched.open(browser(), { expected: [400] });
  for (const text of PAYLOADS.slice(0, 12)) {
    const value = encodeURIComponent(text);
    for (const page of ["logs", "explore", "alerts"]) {
      await visit.go(`/${page}?q=${value}&from=${value}&cols=${value}&host=${value}&refresh=${value}`);
      await visit.page.locator("[data-query], .panel").first().waitFor();
      await check(visit);
    }
  }
  await visit.leave();
});

test("hostile: the page comes with a policy that forbids scripts of others", async () => {
  const answer = await fetch(`${url}/`);
  const policy = answer.headers.get("content-security-policy") ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain("unsafe");
  expect(answer.headers.get("x-frame-options")).toBe("DENY");
});
