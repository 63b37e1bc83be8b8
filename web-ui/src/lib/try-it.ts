// Commands that send something to a listener, for those who try the server out.
import type { Listener } from "../api/types";

export interface Command {
  protocol: string;
  text: string;
}

// `-w0` would let nc end before it has read its input, whenever `echo` is not the first to run: of 60
// lines 7 were never sent.
const TEMPLATES: Record<string, (host: string, port: string) => string> = {
  statsd: (host, port) => `echo 'hello:1|c' | nc -u -w1 ${host} ${port}`,
  graphite: (host, port) => `echo "hello.world 1 $(date +%s)" | nc -u -w1 ${host} ${port}`,
  syslog: (host, port) => `logger -d -n ${host} -P ${port} 'hello world'`,
  lines: (host, port) => `echo 'hello world' | nc -u -w1 ${host} ${port}`,
};

/** One command for each listener that is on and takes something a shell can send. */
export function commands(listeners: readonly Listener[]): Command[] {
  return listeners.flatMap(({ name, address }) => {
    const template = TEMPLATES[name];
    const [, host, port] = /^\[?([0-9A-Za-z.:-]+?)\]?:(\d+)$/.exec(address ?? "") ?? [];
    return template && host !== undefined && port !== undefined
      ? [{ protocol: name, text: template(reachable(host), port) }]
      : [];
  });
}

/** An address to send to, for one that means all of a host's. */
function reachable(host: string): string {
  return host === "0.0.0.0" ? "127.0.0.1" : /^[0:]+$/.test(host) ? "::1" : host;
}
