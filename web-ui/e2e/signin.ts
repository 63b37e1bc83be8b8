import { expect, test } from "vitest";
import type { Page } from "playwright-core";
import { browser } from "./browser";
import { secured, Watched } from "./world";

function visitSecured(...expected: number[]): Promise<Watched> {
  return Watched.open(browser(), { base: secured.url, expected: [401, ...expected] });
}

async function enter(page: Page, fields: { token?: string; user?: string; password?: string }): Promise<void> {
  await page.getByLabel("token", { exact: true }).waitFor();
  for (const name of ["token", "user", "password"] as const) {
    await page.getByLabel(name).fill(fields[name] ?? "");
  }
  await page.getByRole("button", { name: "sign in" }).click();
}

test("sign-in: asked for once, refused when wrong, gone with the tab", async () => {
  const visit = await visitSecured();
  const { page } = visit;
  await visit.go("/logs");
  await enter(page, { token: "wrong" });
  await page.getByText("the server does not know these credentials").waitFor();
  await enter(page, { token: secured.sender });
  await page.getByText("scope read is missing, there is ingest").waitFor();
  await enter(page, { token: secured.reader });
  await page.locator(".virtual .log-line").first().waitFor();
  expect(page.url()).toContain("#/logs");
  await page.reload();
  await page.locator(".virtual .log-line").first().waitFor();

  const other = await visitSecured();
  await other.go("/logs");
  await other.page.getByLabel("token", { exact: true }).waitFor();
  await other.leave();

  await page.getByRole("button", { name: "sign out" }).click();
  await page.getByLabel("token", { exact: true }).waitFor();
  await page.reload();
  await page.getByLabel("token", { exact: true }).waitFor();
  await visit.leave();
});

async function trySilence(page: Page): Promise<void> {
  const alert = page.locator(".alert.firing").first();
  await alert.locator(".alert-head").click();
  await alert.getByRole("button", { name: "silence …" }).click();
  await alert.getByLabel("comment").fill("from sign-in");
  await alert.getByRole("button", { name: "Silence", exact: true }).click();
}

test("sign-in: whoever may only read is told what is missing", async () => {
  const visit = await visitSecured(403);
  await visit.go("/alerts");
  await enter(visit.page, { token: secured.reader });
  await trySilence(visit.page);
  await visit.page.getByText("not allowed: scope admin is missing: 'reader' has read").waitFor();
  await visit.leave();
});

test("sign-in: an administrator silences in their own name", async () => {
  const visit = await visitSecured();
  await visit.go("/alerts");
  await enter(visit.page, { user: secured.admin.user, password: "wrong" });
  await visit.page.getByText("the server does not know these credentials").waitFor();
  await enter(visit.page, secured.admin);
  await trySilence(visit.page);
  const row = visit.page.locator("tr", { hasText: "from sign-in" });
  await row.waitFor();
  expect(await row.innerText()).toContain(secured.admin.user);
  await visit.leave();
});

test("sign-in: of several tenants one is asked for, and another can be chosen", async () => {
  for (const [tenant, value] of [["mail", 11], ["shop", 22]] as const) {
    const answer = await fetch(`${secured.url}/api/v1/import`, {
      method: "POST",
      headers: { Authorization: `Bearer ${secured.several}`, "X-Scope-OrgID": tenant },
      body: JSON.stringify({ metric: { __name__: "tenants_differ" }, values: [value], timestamps: [Date.now()] }),
    });
    expect(answer.status).toBe(204);
  }
  const visit = await visitSecured();
  const { page } = visit;
  await visit.go("/explore?q=tenants_differ");
  await enter(page, { token: secured.several });
  const row = page.locator("table tr", { hasText: "tenants_differ" });
  await expect.poll(() => row.innerText(), { timeout: 10_000 }).toContain("11");
  await page.getByLabel("tenant", { exact: true }).selectOption("shop");
  await expect.poll(() => row.innerText(), { timeout: 10_000 }).toContain("22");
  await page.reload();
  await expect.poll(() => row.innerText(), { timeout: 10_000 }).toContain("22");
  await visit.leave();
});

// the last one: afterwards this address is shut out
test("sign-in: who guessed too often reads for how long to wait", async () => {
  const wrong = () => fetch(`${secured.url}/weir/v1/whoami`, { headers: { Authorization: "Bearer guessed" } });
  await expect.poll(async () => (await wrong()).status, { timeout: 10_000, interval: 1 }).toBe(429);
  const visit = await visitSecured(429);
  const { page } = visit;
  await visit.go("/home");
  await enter(page, { token: "wrong" });
  await page.getByText(/too many wrong credentials from this address: try again in \d+ s/).waitFor();
  await page.evaluate(() => sessionStorage.setItem("weir.authorization", "Bearer of-yesterday"));
  await page.reload();
  await page.getByLabel("token", { exact: true }).waitFor();
  await page.getByText(/try again in \d+ s/).waitFor();
  await visit.leave();
});
