import { expect, test } from "vitest";
import { browser } from "./browser";
import { awaitPicture, awaitSeries, ports, udp, unique, Watched } from "./world";

test("explore: what was sent by statsd is drawn and written", async () => {
  const name = unique("temperature");
  const series = `{"stats.gauges.${name}"}`;
  await udp(ports.statsd, `${name}:42.5|g`);
  await awaitSeries(series);
  const visit = await Watched.open(browser());
  await visit.go(`/explore?from=now-5m&q=${encodeURIComponent(series)}`);
  const row = visit.page.locator("table tr", { hasText: name });
  await row.waitFor();
  expect(await row.innerText()).toContain("42.5");
  await awaitPicture(visit.page, ".chart canvas", 4);
  await visit.leave();
});

test("explore: a mistake is shown with its place and harms nothing", async () => {
  const visit = await Watched.open(browser(), { expected: [400] });
  await visit.go(`/explore?q=${encodeURIComponent("sum(node_load1")}`);
  const alert = visit.page.locator('[role="alert"]').first();
  await alert.waitFor();
  expect(await alert.innerText()).toContain("1:");
  await visit.leave();
});
