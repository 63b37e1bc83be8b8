// The pictures of the README and of docs: each page, light and dark, 1440 x 900, in docs/images.
// Needs a server with traffic (traffic.mjs) and Chromium:
//
//   node e2e/shots.mjs http://127.0.0.1:9430 [name ...]
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { compressed } from "./png.mjs";

const [url = "http://127.0.0.1:9430", ...names] = process.argv.slice(2);
const folder = join(import.meta.dirname, "../../docs/images");
const q = encodeURIComponent;

/** Where, what must be there, and what is done before the picture. */
const SHOTS = {
  home: { path: "/home?from=now-15m", sign: ".chart canvas" },
  explore: {
    path: `/explore?from=now-15m&q=${q('sum by (mode) (rate(node_cpu_seconds_total{mode!="idle"}[1m]))')}`,
    sign: ".chart canvas",
  },
  logs: {
    path: `/logs?from=now-1h&q=${q('{job=~"shop|syslog|lines|payments"}')}`,
    sign: ".virtual .log-line",
    act: (page) => page.locator(".virtual .log-line.level-error, .virtual .log-line.level-warn").nth(1).click(),
  },
  alerts: {
    path: "/alerts",
    sign: ".panel",
    act: async (page) => {
      const first = page.locator(".alert-head").first();
      if ((await first.count()) > 0) {
        await first.click();
        await page.locator(".alert-chart canvas").waitFor();
      }
    },
  },
  // rates are the difference of two readings
  status: { path: "/status", sign: ".panel", act: (page) => page.waitForTimeout(11_000) },
};

const browser = await chromium.launch({
  executablePath: process.env.WEIR_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
});
mkdirSync(folder, { recursive: true });
for (const [name, { path, sign, act }] of Object.entries(SHOTS)) {
  if (names.length > 0 && !names.includes(name)) {
    continue;
  }
  for (const theme of ["light", "dark"]) {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: theme, timezoneId: "UTC" });
    await page.goto(`${url}/#${path}`);
    await page.locator(sign).first().waitFor();
    await act?.(page);
    await page.mouse.move(0, 899);
    await page.waitForLoadState("networkidle");
    const png = compressed(await page.screenshot());
    const file = join(folder, `${name}-${theme}.png`);
    writeFileSync(file, png);
    console.log(`${file} ${Math.ceil(png.length / 1024)} KiB`);
    await page.close();
  }
}
await browser.close();
