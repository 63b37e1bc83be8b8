// Every page in both themes: nothing in the console, a picture of each in target/e2e.
import { expect, test } from "vitest";
import { browser } from "./browser";
import { Watched } from "./world";

const PAGES: Record<string, string> = {
  home: ".chart canvas",
  explore: "[data-query]",
  logs: ".virtual .log-line",
  alerts: ".panel",
  status: ".panel",
};

for (const theme of ["light", "dark"] as const) {
  test(`pages: all are drawn without a complaint, ${theme}`, async () => {
    const visit = await Watched.open(browser(), { theme });
    for (const [name, sign] of Object.entries(PAGES)) {
      await visit.go(`/${name}`);
      await visit.page.locator(sign).first().waitFor();
      await expect.poll(() => visit.page.locator("nav a[aria-current=page]").getAttribute("href")).toContain(`#/${name}`);
      const ground = await visit.page.evaluate(() => getComputedStyle(document.body.parentElement ?? document.body).backgroundColor);
      const [red = 0] = /\d+/.exec(ground)?.map(Number) ?? [];
      expect(red > 128).toBe(theme === "light");
      await visit.page.waitForLoadState("networkidle");
      await visit.picture(`${name}-${theme}`);
    }
    await visit.leave();
  });
}
