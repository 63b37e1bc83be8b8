// Traffic of a small shop for screenshots and for looking at the pages by hand: statsd by UDP,
// syslog by UDP, JSON lines by TCP, a Loki push, lines of every level.
//
//   node e2e/traffic.mjs --http 9430 --statsd 8125 --syslog 5514 --lines 5170 [--seconds 60] [--past 60]
//
// `--past` first sends so many minutes of history. Numbers come from a seed: the same every time.
import dgram from "node:dgram";
import net from "node:net";

const options = { http: 9430, statsd: 8125, syslog: 5514, lines: 5170, seconds: 60, past: 60, seed: 7 };
for (let i = 2; i + 1 < process.argv.length; i += 2) {
  options[process.argv[i].slice(2)] = Number(process.argv[i + 1]);
}

let state = options.seed;
function random() {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
}
const pick = (list) => list[Math.floor(random() * list.length)];

const HOSTS = ["web-1", "web-2", "db-1"];
const PATHS = ["/", "/cart", "/checkout", "/search?q=lamp", "/api/orders/4711", "/img/logo.svg"];

const SYSLOG = [
  [6, "sshd", "Accepted publickey for deploy from 10.2.0.17 port 50122 ssh2"],
  [6, "cron", "(root) CMD (run-parts /etc/cron.hourly)"],
  [4, "kernel", "TCP: request_sock_TCP: Possible SYN flooding on port 443. Sending cookies"],
  [3, "nginx", "upstream timed out (110: Connection timed out) while reading response header from upstream"],
  [7, "dhclient", "DHCPREQUEST on eth0 to 10.2.0.1 port 67"],
  [2, "mdadm", "Fail event detected on md device /dev/md0"],
];

function json(host) {
  const ms = Math.round(20 + random() ** 6 * 2400);
  const status = random() < 0.03 ? 500 : random() < 0.05 ? 404 : 200;
  const level = status === 500 ? "error" : ms > 900 ? "warn" : random() < 0.2 ? "debug" : "info";
  const message =
    level === "error" ? "order could not be saved: deadlock found" : level === "warn" ? "slow request" : "request";
  return { app: "shop", host, level, message, method: pick(["GET", "GET", "POST"]), path: pick(PATHS), status, duration_ms: ms, user: { id: Math.floor(random() * 900) } };
}

function lokiLine() {
  const ms = (random() * 90).toFixed(1);
  return random() < 0.08
    ? `level=error ts=now caller=worker.go:88 msg="payment provider refused" provider=acme code=402 took=${ms}ms`
    : `level=info ts=now caller=worker.go:51 msg="payment taken" provider=acme amount=${Math.floor(random() * 200)} took=${ms}ms`;
}

async function push(path, body, type = "application/json") {
  const answer = await fetch(`http://127.0.0.1:${options.http}${path}`, {
    method: "POST",
    headers: { "content-type": type },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  if (!answer.ok) {
    throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  }
}

const udp = dgram.createSocket("udp4");
const sendUdp = (port, text) => new Promise((done) => udp.send(text, port, "127.0.0.1", done));

async function past(minutes) {
  const now = Date.now();
  const worker = [];
  const shop = new Map(HOSTS.map((host) => [host, []]));
  for (let t = now - minutes * 60_000; t < now; t += 1_000) {
    const wave = 1 + Math.sin(t / 600_000);
    for (let i = 0; i < 1 + wave * 2; i++) {
      const line = json(pick(HOSTS));
      const trouble = t > now - minutes * 20_000 && t < now - minutes * 15_000 && random() < 0.3;
      const level = trouble ? "error" : line.level;
      shop.get(line.host).push([level, `${Math.round(t + random() * 1000)}000000`, { ...line, level }]);
    }
    if (random() < 0.4) {
      worker.push([`${t}000000`, lokiLine()]);
    }
  }
  const streams = [{ stream: { job: "payments", host: "web-2" }, values: worker }];
  for (const [host, lines] of shop) {
    for (const level of ["error", "warn", "info", "debug"]) {
      const values = lines.filter((line) => line[0] === level).map((line) => [line[1], JSON.stringify(line[2])]);
      streams.push({ stream: { job: "shop", app: "shop", host, level }, values });
    }
  }
  await push("/loki/api/v1/push", { streams: streams.filter((stream) => stream.values.length > 0) });
}

async function live(seconds) {
  const lines = net.connect(options.lines, "127.0.0.1");
  await new Promise((done) => lines.once("connect", done));
  for (let tick = 0; tick < seconds * 5; tick++) {
    const host = pick(HOSTS);
    lines.write(`${JSON.stringify(json(host))}\n`);
    const [severity, app, text] = random() < 0.75 ? SYSLOG[tick % 2] : pick(SYSLOG);
    await sendUdp(options.syslog, `<${8 + severity}>1 - ${host} ${app} ${100 + (tick % 40)} - - ${text}`);
    const metrics = [`shop.orders:1|c`, `shop.request.${host}:${Math.round(20 + random() ** 4 * 300)}|ms`, `shop.queue:${Math.round(20 + 15 * Math.sin(tick / 60))}|g`, `shop.visits:1|c|#page:${pick(["home", "cart", "search"])}`];
    await sendUdp(options.statsd, metrics.join("\n"));
    if (tick % 10 === 0) {
      await push("/loki/api/v1/push", { streams: [{ stream: { job: "payments", host: "web-2" }, values: [[`${Date.now()}000000`, lokiLine()]] }] });
    }
    await new Promise((done) => setTimeout(done, 200));
  }
  lines.end();
}

if (options.past > 0) {
  await past(options.past);
}
await live(options.seconds);
udp.close();
