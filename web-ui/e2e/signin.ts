import { expect, test } from "vitest";
import { browser } from "./browser";
import { secured, Watched } from "./world";

test.skipIf(secured === null)("sign-in: asked for once, refused when wrong, gone with the tab", async () => {
  if (secured === null) {
    return;
  }
  const visit = await Watched.open(browser(), { base: secured.url, expected: [401, 403] });
  const { page } = visit;
  await visit.go("/logs");
  const token = page.getByLabel("token");
  await token.waitFor();
  await token.fill("wrong");
  await page.getByRole("button", { name: "sign in" }).click();
  await page.locator('.signin [role="alert"]').waitFor();
  await token.fill(secured.token);
  await page.getByRole("button", { name: "sign in" }).click();
  await page.locator(".virtual .log-line").first().waitFor();
  expect(page.url()).toContain("#/logs");
  await page.reload();
  await page.locator(".virtual .log-line").first().waitFor();
  await visit.leave();

  const other = await Watched.open(browser(), { base: secured.url, expected: [401, 403] });
  await other.go("/logs");
  await other.page.getByLabel("token").waitFor();
  await other.leave();
});
