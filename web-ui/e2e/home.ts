import { expect, test } from "vitest";
import { browser } from "./browser";
import { HOST, hostMatcher } from "../src/pages/home/panels";
import { ratesAt } from "../src/lib/rates";
import { awaitPicture, getJson, readyMs, Watched } from "./world";

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

interface Answer {
  data: { result: { metric: Record<string, string>; value: [number, string]; values: [number, string][] }[] };
}

async function ask(query: string, atSeconds: number): Promise<Answer["data"]["result"]> {
  return (await getJson<Answer>(`/api/v1/query?time=${atSeconds}&query=${encodeURIComponent(query)}`)).data.result;
}

/** The share of each mode between the last two samples, from the samples themselves. */
async function sampledShares(instance: string, atSeconds: number): Promise<Map<string, number>> {
  const rows = await ask(`node_cpu_seconds_total{${hostMatcher(instance)}}[60s]`, atSeconds);
  const seconds = new Map<string, number>();
  for (const { metric, values } of rows) {
    const [before, last] = values.slice(-2);
    const mode = metric["mode"] ?? "";
    seconds.set(mode, (seconds.get(mode) ?? 0) + Number(last?.[1]) - Number(before?.[1]));
  }
  const all = [...seconds.values()].reduce((sum, each) => sum + each, 0);
  return new Map([...seconds].map(([mode, each]) => [mode, each / all]));
}

test("home: CPU is true while a minute is not full yet", async () => {
  const cpu = HOST.find((panel) => panel.id === "cpu")?.queries[0];
  let now = 0;
  let instance = "";
  let drawn: Answer["data"]["result"] = [];
  await expect
    .poll(
      async () => {
        now = Date.now() / 1000 - 1; // rates need the second sample, three seconds after the start
        instance = (await ask("node_load1", now))[0]?.metric["instance"] ?? "";
        drawn = await ask(cpu?.expression({ host: hostMatcher(instance), rates: ratesAt(1) }) ?? "", now);
        return drawn.length;
      },
      { timeout: 15_000, interval: 200 },
    )
    .toBeGreaterThan(2);
  const sampled = await sampledShares(instance, now);
  for (const { metric, value } of drawn) {
    expect(Number(value[1]), metric["mode"]).toBeCloseTo(sampled.get(metric["mode"] ?? "") ?? NaN, 6);
  }
});
