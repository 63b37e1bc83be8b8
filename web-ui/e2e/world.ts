// The server under test and the browser in front of it.
import dgram from "node:dgram";
import { mkdirSync } from "node:fs";
import net from "node:net";
import { join } from "node:path";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { expect } from "vitest";

function given(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") {
    throw new Error(`${name} is not set: these journeys are started by BrowserIT, see e2e/vitest.config.ts`);
  }
  return value;
}

export const url = given("WEIR_URL");
export const ports = {
  statsd: Number(given("WEIR_STATSD_PORT")),
  syslog: Number(given("WEIR_SYSLOG_PORT")),
  lines: Number(given("WEIR_LINES_PORT")),
};
/** When the server said that it was ready, in epoch milliseconds. */
export const readyMs = Number(process.env["WEIR_READY_MS"] ?? Date.now());
/** A second server, which asks for credentials; its accounts are those of BrowserIT. */
export const secured = {
  url: given("WEIR_SECURED_URL"),
  /** May read. */
  reader: given("WEIR_SECURED_READER"),
  /** May read and send for two tenants, `mail` and `shop`. */
  several: given("WEIR_SECURED_SEVERAL"),
  /** May only send. */
  sender: given("WEIR_SECURED_SENDER"),
  /** May everything. */
  admin: { user: "anna", password: given("WEIR_SECURED_PASSWORD") },
};

const pictures = process.env["WEIR_PICTURES"] ?? join(import.meta.dirname, "../target/e2e");

/** Something that no other run, and no other journey, sends. */
export function unique(what: string): string {
  return `${what}${Date.now().toString(36)}${Math.floor(Math.random() * 1e6).toString(36)}`;
}

// ---- what is sent ----

export function udp(port: number, text: string): Promise<void> {
  return new Promise((done, failed) => {
    const socket = dgram.createSocket("udp4");
    socket.send(text, port, "127.0.0.1", (error) => {
      socket.close();
      if (error) failed(error);
      else done();
    });
  });
}

export function tcp(port: number, text: string): Promise<void> {
  return new Promise((done, failed) => {
    const socket = net.connect(port, "127.0.0.1", () => socket.end(text));
    socket.on("close", () => done()).on("error", failed);
  });
}

export async function post(path: string, body: string, type: string): Promise<void> {
  const answer = await fetch(url + path, { method: "POST", body, headers: { "content-type": type } });
  if (!answer.ok) {
    throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  }
}

export async function getJson<T>(path: string): Promise<T> {
  const answer = await fetch(url + path);
  if (!answer.ok) {
    throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  }
  return (await answer.json()) as T;
}

/** Waits until an instant PromQL query has an answer. */
export async function awaitSeries(query: string): Promise<void> {
  const path = `/api/v1/query?query=${encodeURIComponent(query)}`;
  const count = async () => (await getJson<{ data: { result: unknown[] } }>(path)).data.result.length;
  await expect.poll(count, { timeout: 20_000, interval: 100 }).toBeGreaterThan(0);
}

/** Waits until a log query has at least so many lines. */
export async function awaitLines(query: string, least: number): Promise<void> {
  const path = `/loki/api/v1/query_range?limit=5000&query=${encodeURIComponent(query)}`;
  interface Answer {
    data: { result: { values: unknown[] }[] };
  }
  const count = async () =>
    (await getJson<Answer>(path)).data.result.reduce((sum, stream) => sum + stream.values.length, 0);
  await expect.poll(count, { timeout: 20_000, interval: 100 }).toBeGreaterThanOrEqual(least);
}

// ---- the browser ----

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: given("WEIR_CHROMIUM"), args: FLAGS });
}

export interface Visit {
  theme?: "light" | "dark";
  width?: number;
  height?: number;
  /** Statuses that this journey provokes. */
  expected?: number[];
  base?: string;
}

/** A page, and everything that a page must not do. */
export class Watched {
  readonly complaints: string[] = [];
  private readonly base: string;

  private constructor(
    readonly page: Page,
    private readonly context: BrowserContext,
    visit: Visit,
  ) {
    this.base = visit.base ?? url;
    page.on("pageerror", (error) => this.complaints.push(`error: ${error.message}`));
    page.on("dialog", (dialog) => {
      this.complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on("console", (message) => {
      // a failed request is judged below, where its address is known
      if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
        this.complaints.push(`console: ${message.text()}`);
      }
    });
    page.on("response", (response) => {
      const path = new URL(response.url()).pathname;
      if (response.status() >= 400 && !(visit.expected ?? []).includes(response.status())) {
        this.complaints.push(`${response.status()} ${path}`);
      }
    });
    page.on("request", (request) => {
      if (!request.url().startsWith(this.base) && !request.url().startsWith("blob:")) {
        this.complaints.push(`request to ${request.url()}`);
      }
    });
  }

  static async open(browser: Browser, visit: Visit = {}): Promise<Watched> {
    const context = await browser.newContext({
      viewport: { width: visit.width ?? 1440, height: visit.height ?? 900 },
      colorScheme: visit.theme ?? "light",
    });
    await context.addInitScript(() => {
      const seen: string[] = [];
      Object.assign(window, { seenViolations: seen });
      document.addEventListener("securitypolicyviolation", (event) =>
        seen.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
      );
    });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    return new Watched(page, context, visit);
  }

  /** Goes to a page of the interface: `/logs?q=...`. */
  async go(path: string): Promise<void> {
    await this.page.goto(`${this.base}/#${path}`);
  }

  /** What was executed, and what the policy had to stop. */
  async executed(): Promise<{ count: number; violations: string[] }> {
    return this.page.evaluate(() => {
      const all = window as unknown as { executed?: number; seenViolations?: string[] };
      return { count: all.executed ?? 0, violations: all.seenViolations ?? [] };
    });
  }

  async picture(name: string): Promise<void> {
    mkdirSync(pictures, { recursive: true });
    await this.page.screenshot({ path: join(pictures, `${name}.png`) });
  }

  /** Ends the visit; fails when the page did what it must not. */
  async leave(): Promise<void> {
    const { count, violations } = await this.executed();
    await this.context.close();
    expect({ complaints: this.complaints, executed: count, violations }).toEqual({
      complaints: [],
      executed: 0,
      violations: [],
    });
  }
}

/** How many pixels of charts are of a colour: grid and axes are grey, lines and bars are not. */
export async function colouredPixels(page: Page, selector: string): Promise<number> {
  return page.evaluate((wanted) => {
    let count = 0;
    for (const canvas of document.querySelectorAll<HTMLCanvasElement>(wanted)) {
      const context = canvas.width && canvas.height ? canvas.getContext("2d") : null;
      const pixels = context?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      for (let i = 0; i < pixels.length; i += 4) {
        const [red, green, blue, alpha] = [pixels[i] ?? 0, pixels[i + 1] ?? 0, pixels[i + 2] ?? 0, pixels[i + 3] ?? 0];
        if (alpha > 60 && Math.max(red, green, blue) - Math.min(red, green, blue) > 50) {
          count++;
        }
      }
    }
    return count;
  }, selector);
}

/** Waits until one of the charts shows something. */
export async function awaitPicture(page: Page, selector: string, least = 20): Promise<void> {
  await expect.poll(() => colouredPixels(page, selector), { timeout: 20_000, interval: 100 }).toBeGreaterThan(least);
}
