// In front of BrowserIT's rules: AlwaysFires, one with a hostile name, one that fails, and a file that
// is broken; and its receivers: one that takes everything, one that answers 500.
import { expect, test } from "vitest";
import type { Locator, Page } from "playwright-core";
import { browser } from "./browser";
import { Watched } from "./world";

function alertNamed(page: Page, name: string): Locator {
  return page.locator(".alert.firing", { hasText: name });
}

test("alerts: a rule that fires is shown with its words and its chart", async () => {
  const visit = await Watched.open(browser());
  const { page } = visit;
  await visit.go("/alerts?refresh=5s");
  const alert = alertNamed(page, "AlwaysFires");
  await alert.waitFor();
  expect(await alert.innerText()).toContain("this journey is watched");
  await alert.locator(".alert-head").click();
  await alert.locator(".chart canvas").waitFor();
  await page.locator(".alert", { hasText: "<img src=x onerror=" }).first().waitFor();
  expect(await page.locator("main img").count()).toBe(0);
  await page.getByText("AlwaysFires firing: this journey is watched").waitFor(); // the history

  await page.getByLabel("filter alerts and rules").fill("AlwaysFires");
  await expect.poll(() => page.locator(".alert.firing").count()).toBe(1);
  expect(page.url()).toContain("q=AlwaysFires");
  await visit.leave();
});

test("alerts: what keeps rules from working has its place", async () => {
  const visit = await Watched.open(browser());
  const problems = visit.page.locator(".problems");
  await visit.go("/alerts");
  await problems.getByText("broken.yaml:4:").waitFor();
  await problems.getByText("1 rule fails: nobody will be told by it").waitFor();
  expect(await problems.innerText()).toContain("many-to-many");
  await visit.leave();
});

test("alerts: a silence is begun from an alert, seen everywhere, and ended", async () => {
  const visit = await Watched.open(browser());
  const { page } = visit;
  await visit.go("/alerts?refresh=off");
  const alert = alertNamed(page, "AlwaysFires");
  await alert.locator(".alert-head").click();
  await alert.getByRole("button", { name: "silence …" }).click();
  const begin = alert.getByRole("button", { name: "Silence", exact: true });
  expect(await begin.isDisabled()).toBe(true); // without a comment
  await alert.getByLabel("comment").fill("the journey silences it");
  await begin.click();
  await alert.getByText("silenced, ends in").waitFor();
  const row = page.locator("tr", { hasText: "the journey silences it" });
  expect(await row.innerText()).toContain('alertname="AlwaysFires"');

  const home = await Watched.open(browser());
  await home.go("/home");
  await home.page.locator(".concern", { hasText: "1 silenced" }).waitFor();
  expect(await home.page.locator(".concern", { hasText: "AlwaysFires" }).count()).toBe(0);
  await home.leave();

  await row.getByRole("button", { name: "end now" }).click();
  await row.waitFor({ state: "detached" });
  await expect.poll(() => page.locator(".alert.silenced").count()).toBe(0);
  await page.getByRole("button", { name: /that (is|are) over/ }).click();
  expect(await row.innerText()).toContain("expired");
  await visit.leave();
});

test("alerts: a test tells at once which receiver works", async () => {
  const visit = await Watched.open(browser(), { expected: [502] });
  await visit.go("/alerts");
  const receiver = (name: string) => visit.page.locator("tr", { hasText: name });
  await receiver("takes-all").getByRole("button", { name: "send test" }).click();
  await receiver("takes-all").getByText("test: arrived").waitFor();
  await receiver("answers-500").getByRole("button", { name: "send test" }).click();
  await receiver("answers-500").getByText("test: status 500").waitFor();
  expect(await receiver("answers-500").innerText()).not.toContain("{");
  await visit.leave();
});
