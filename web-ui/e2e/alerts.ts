import { expect, test } from "vitest";
import { browser } from "./browser";
import { getJson, Watched } from "./world";

interface Rules {
  data: { groups: { rules: { name: string }[] }[] };
}

test("alerts: a rule that fires is shown with its words, or how to add the first one", async () => {
  const { groups } = (await getJson<Rules>("/api/v1/rules")).data;
  const visit = await Watched.open(browser());
  const { page } = visit;
  await visit.go("/alerts?refresh=5s");
  if (groups.length === 0) {
    console.log("alerts: this server has no rules; only the page without any was looked at");
    await page.locator(".alerts-empty", { hasText: "alerting.rules" }).waitFor();
    await visit.leave();
    return;
  }
  // BrowserIT's rules: AlwaysFires, and one with a hostile name
  const alert = page.locator(".alert.firing", { hasText: "AlwaysFires" });
  await alert.waitFor();
  expect(await alert.innerText()).toContain("this journey is watched");
  await alert.locator(".alert-head").click();
  await alert.locator(".chart canvas").waitFor();
  await page.locator(".alert", { hasText: "<img src=x onerror=" }).first().waitFor();
  expect(await page.locator("main img").count()).toBe(0);

  await page.getByLabel("filter alerts and rules").fill("AlwaysFires");
  await expect.poll(() => page.locator(".alert.firing").count()).toBe(1);
  expect(page.url()).toContain("q=AlwaysFires");
  await visit.leave();
});
