import { expect, test } from "vitest";
import { browser } from "./browser";
import { awaitLines, ports, tcp, udp, unique, Watched } from "./world";

const LINE = ".virtual .log-line";

function addressOf(visit: Watched): string {
  return decodeURIComponent(new URL(visit.page.url()).hash.replaceAll("+", " "));
}

test("logs: a line is seen, found by search, opened, filtered by a field", async () => {
  const needle = unique("needle");
  const app = unique("shop");
  await udp(ports.syslog, `<11>1 - web-1 ${app} 4711 - - disk ${needle} is failing`);
  await tcp(ports.syslog, `<14>1 - web-1 ${app} 4711 - - all is well again\n`);
  await tcp(ports.lines, `${JSON.stringify({ app, level: "warn", message: "slow request", ms: 950, user: { id: 7 } })}\n`);
  await awaitLines(`{app="${app}"}`, 3);

  const visit = await Watched.open(browser());
  const { page } = visit;
  await visit.go(`/logs?from=now-15m&q=${encodeURIComponent(`{app="${app}"}`)}`);
  await page.locator(LINE).nth(2).waitFor();
  expect(await page.locator(LINE).count()).toBe(3);

  await page.locator("#log-search").fill(needle);
  await page.locator("#log-search").press("Enter");
  await expect.poll(() => page.locator(LINE).count()).toBe(1);
  expect(addressOf(visit)).toContain(`{app="${app}"} |= "${needle}"`);
  expect(await page.locator(`${LINE} mark`).innerText()).toBe(needle);
  expect(await page.locator(LINE).getAttribute("class")).toContain("level-error");

  await page.locator(LINE).click();
  const fields = page.locator(".log-fields");
  await fields.first().waitFor();
  const texts = (await fields.allInnerTexts()).join("\n");
  for (const text of ["host", "web-1", "pid", "4711", "syslog"]) {
    expect(texts).toContain(text);
  }

  await page.locator("#log-search").fill("");
  await page.locator("#log-search").press("Enter");
  await expect.poll(() => page.locator(LINE).count()).toBe(3);
  await page.locator(LINE, { hasText: "slow request" }).click();
  await page.getByLabel("add column user_id").click();
  await page.getByLabel("filter for ms").click();
  await expect.poll(() => page.locator(LINE).count()).toBe(1);
  expect(addressOf(visit)).toContain('| ms="950"');
  expect(await page.locator(`${LINE} .log-column`).innerText()).toBe("7");
  await visit.leave();
});

test("logs: live lines slide in, and wait while somebody has paused", async () => {
  const app = unique("live");
  const send = (text: string) => udp(ports.syslog, `<14>1 - web-1 ${app} 1 - - ${text}`);
  await send("the first");
  await awaitLines(`{app="${app}"}`, 1);
  const visit = await Watched.open(browser());
  const { page } = visit;
  await visit.go(`/logs?live=1&from=now-15m&q=${encodeURIComponent(`{app="${app}"}`)}`);
  await page.locator(LINE, { hasText: "the first" }).waitFor();

  const sent = Date.now();
  await send("sent while watching");
  await page.locator(LINE, { hasText: "sent while watching" }).waitFor();
  console.log(`logs: a live line was on the screen ${Date.now() - sent} ms after it was sent`);
  expect(await page.locator(LINE).first().innerText()).toContain("sent while watching");

  await page.keyboard.press("p");
  await send("sent while paused");
  const waiting = page.locator(".log-waiting", { hasText: "1 new line" });
  await waiting.waitFor();
  expect(await page.locator(LINE).count()).toBe(2);
  await waiting.click();
  await page.locator(LINE, { hasText: "sent while paused" }).waitFor();
  expect(await page.locator(LINE).count()).toBe(3);

  // a line that is open does not move
  await page.locator(LINE, { hasText: "the first" }).click();
  await page.locator(".log-details").waitFor();
  await send("sent while reading");
  await waiting.waitFor();
  expect(await page.locator(LINE).count()).toBe(3);
  await page.keyboard.press("Enter");
  await page.locator(LINE, { hasText: "sent while reading" }).waitFor();
  await visit.leave();
});

test("logs: thousands of lines are paged through without losing one of equal times", async () => {
  const app = unique("many");
  const lines = Array.from({ length: 2_500 }, (_, i) => `<14>1 2020-01-01T00:00:00Z web-1 ${app} 1 - - number ${i}`);
  const stamp = `${Date.now() - 60_000}000000`;
  const values = lines.map((_, i) => [stamp, `number ${i}`]);
  const answer = await fetch(`${process.env["WEIR_URL"]}/loki/api/v1/push`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ streams: [{ stream: { app }, values }] }),
  });
  expect(answer.status).toBe(204);
  const visit = await Watched.open(browser());
  const { page } = visit;
  await visit.go(`/logs?from=now-15m&q=${encodeURIComponent(`{app="${app}"}`)}`);
  await page.locator(LINE).first().waitFor();
  const figures = page.locator(".log-figures");
  await expect
    .poll(
      async () => {
        await page.locator(".virtual").evaluate((list) => list.scrollTo(0, list.scrollHeight));
        return figures.innerText();
      },
      { timeout: 15_000, interval: 100 },
    )
    .toMatch(/^2.500 lines ·/);
  // far fewer are in the document than are held
  expect(await page.locator(LINE).count()).toBeLessThan(150);
  await visit.leave();
});

test("logs: a mistake is shown with its place, a metric query as a chart", async () => {
  const visit = await Watched.open(browser(), { expected: [400] });
  const { page } = visit;
  await visit.go(`/logs?q=${encodeURIComponent('{job="syslog"} |= ')}`);
  const mistake = page.locator(".log-mistake");
  await mistake.waitFor();
  expect(await mistake.innerText()).toContain("line 1, col 18");
  const query = page.getByLabel("LogQL query");
  await query.fill('sum by (level) (count_over_time({job=~".+"}[1m]))');
  await query.press("Enter");
  await page.locator(".log-series .chart canvas").waitFor();
  await mistake.waitFor({ state: "detached" });
  await visit.leave();
});

test("logs: labels and values are offered inside the braces", async () => {
  const app = unique("offered");
  await udp(ports.syslog, `<14>1 - web-1 ${app} 1 - - hello`);
  await awaitLines(`{app="${app}"}`, 1);
  const visit = await Watched.open(browser());
  const { page } = visit;
  await visit.go("/logs");
  const query = page.getByLabel("LogQL query");
  await query.click();
  await query.pressSequentially("{ap");
  await page.locator('.log-offer li[aria-selected="true"]', { hasText: /^app$/ }).waitFor();
  await query.press("Tab");
  await query.pressSequentially(`"${app.slice(0, 9)}`);
  await page.locator('.log-offer li[aria-selected="true"]', { hasText: app }).waitFor();
  await query.press("Tab");
  expect(await query.inputValue()).toBe(`{app="${app}"}`);
  await query.press("Enter");
  await expect.poll(() => page.locator(LINE).count()).toBe(1);
  await visit.leave();
});
