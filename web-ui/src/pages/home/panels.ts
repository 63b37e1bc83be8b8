// The charts of the start page: what is asked, and how it is drawn.
import type { Kind } from "../../components/plot";
import type { Unit } from "../../lib/format";
import { quoted, type Labels } from "../../lib/labels";
import type { Rates } from "../../lib/rates";

export interface Query {
  expression: (scope: Scope) => string;
  /** The name of each series of the answer. */
  name: (labels: Labels) => string;
}

export interface PanelSpec {
  id: string;
  title: string;
  unit: Unit;
  kind: Kind;
  queries: readonly Query[];
  min?: number;
  max?: number;
  empty?: string;
  hidesZero?: boolean;
  order?: readonly string[];
}

/** What expressions depend on. */
export interface Scope {
  /** A matcher for the host shown: `instance="a"`. */
  host: string;
  rates: Rates;
}

export function hostMatcher(instance: string): string {
  return `instance=${quoted(instance)}`;
}

function by(label: string): (labels: Labels) => string {
  return (labels) => labels[label] ?? "";
}

function one(name: string, expression: (scope: Scope) => string): Query {
  return { name: () => name, expression };
}

const REAL_DISKS = 'device!~"loop.*|ram.*|dm-.*|sr.*|fd.*|zram.*"';
const REAL_LINKS = 'device!~"lo|veth.*|docker.*|br-.*|virbr.*|cni.*|flannel.*|cali.*"';
const REAL_MOUNTS = 'mountpoint!~"/(run|snap|boot/efi|var/lib/kubelet|etc|opt)(/.*)?",fstype!="tmpfs"';

export const HOST: readonly PanelSpec[] = [
  {
    id: "cpu",
    title: "CPU",
    unit: "ratio",
    kind: "stacked",
    min: 0,
    hidesZero: true,
    order: ["user", "system", "nice", "iowait", "irq", "softirq", "steal"],
    queries: [
      {
        expression: ({ host, rates }) => {
          const rate = (modes: string) => rates.of(`node_cpu_seconds_total{${host},mode!~"${modes}"}`);
          return `sum by (mode) (${rate("idle|guest.*")}) / scalar(sum(${rate("guest.*")}))`;
        },
        name: by("mode"),
      },
    ],
  },
  {
    id: "load",
    title: "Load",
    unit: "number",
    kind: "line",
    min: 0,
    queries: [
      one("1 min", ({ host }) => `node_load1{${host}}`),
      one("5 min", ({ host }) => `node_load5{${host}}`),
      one("15 min", ({ host }) => `node_load15{${host}}`),
      one("CPUs", ({ host }) => `count(node_cpu_seconds_total{${host},mode="idle"})`),
    ],
  },
  {
    id: "memory",
    title: "Memory",
    unit: "bytes",
    kind: "stacked",
    min: 0,
    queries: [
      one(
        "used",
        ({ host }) =>
          `node_memory_MemTotal_bytes{${host}} - node_memory_MemAvailable_bytes{${host}}`,
      ),
      one(
        "cache",
        ({ host }) => `node_memory_MemAvailable_bytes{${host}} - node_memory_MemFree_bytes{${host}}`,
      ),
      one("free", ({ host }) => `node_memory_MemFree_bytes{${host}}`),
    ],
  },
  {
    id: "disk",
    title: "Disk space used",
    unit: "ratio",
    kind: "line",
    min: 0,
    max: 1,
    queries: [
      {
        expression: ({ host }) =>
          `topk(6, 1 - node_filesystem_avail_bytes{${host},${REAL_MOUNTS}} / node_filesystem_size_bytes{${host},${REAL_MOUNTS}})`,
        name: by("mountpoint"),
      },
    ],
  },
  {
    id: "io",
    title: "Disk I/O",
    unit: "bytes/s",
    kind: "area",
    min: 0,
    queries: [
      one(
        "read",
        ({ host, rates }) => `sum(${rates.of(`node_disk_read_bytes_total{${host},${REAL_DISKS}}`)})`,
      ),
      one(
        "written",
        ({ host, rates }) => `sum(${rates.of(`node_disk_written_bytes_total{${host},${REAL_DISKS}}`)})`,
      ),
    ],
  },
  {
    id: "network",
    title: "Network",
    unit: "bytes/s",
    kind: "area",
    min: 0,
    empty: "no network interface besides loopback",
    hidesZero: true,
    queries: [
      {
        expression: ({ host, rates }) =>
          `topk(4, ${rates.of(`node_network_receive_bytes_total{${host},${REAL_LINKS}}`)})`,
        name: (labels) => `${labels["device"] ?? ""} in`,
      },
      {
        expression: ({ host, rates }) =>
          `topk(4, ${rates.of(`node_network_transmit_bytes_total{${host},${REAL_LINKS}}`)})`,
        name: (labels) => `${labels["device"] ?? ""} out`,
      },
    ],
  },
];

/**
 * Samples a second by protocol. Statsd's are summed up in windows, so that its lines are what is
 * decoded.
 */
export function samplesByProtocol(rates: Rates): string {
  const decoded = `sum by (protocol) (${rates.of(`weir_ingest_samples_decoded_total{protocol!="statsd"}`)})`;
  return `(${decoded} or sum by (protocol) (${rates.of(`weir_ingest_received_lines_total{protocol="statsd"}`)}))`;
}

export const ARRIVALS: readonly PanelSpec[] = [
  {
    id: "samples",
    title: "Samples",
    unit: "samples/s",
    kind: "stacked",
    min: 0,
    empty: "nobody has sent a sample in this range",
    queries: [
      {
        expression: ({ rates }) => `${samplesByProtocol(rates)} > 0`,
        name: by("protocol"),
      },
    ],
  },
  {
    id: "lines",
    title: "Log lines",
    unit: "lines/s",
    kind: "stacked",
    min: 0,
    empty: "nobody has sent a log line in this range",
    queries: [
      {
        expression: ({ rates }) =>
          `sum by (protocol) (${rates.of(`weir_ingest_log_lines_decoded_total`)}) > 0`,
        name: by("protocol"),
      },
    ],
  },
];

export const OWN: readonly PanelSpec[] = [
  {
    id: "own-memory",
    title: "Memory of Weir",
    unit: "bytes",
    kind: "line",
    min: 0,
    queries: [
      one("resident", () => `process_resident_memory_bytes{job="weir"}`),
      one("heap used", () => `jvm_memory_used_bytes{job="weir",area="heap"}`),
      one("heap held", () => `jvm_memory_committed_bytes{job="weir",area="heap"}`),
    ],
  },
  {
    id: "force",
    title: "Journal: time to disk, p99",
    unit: "seconds",
    kind: "line",
    min: 0,
    queries: [
      {
        expression: ({ rates }) =>
          `histogram_quantile(0.99, sum by (le, pipeline) (rate(weir_ingest_force_seconds_bucket[${rates.window}])))`,
        name: by("pipeline"),
      },
    ],
  },
  {
    id: "own-cpu",
    title: "CPU of Weir",
    unit: "ratio",
    kind: "area",
    min: 0,
    queries: [one("of one core", ({ rates }) => `${rates.of(`process_cpu_seconds_total{job="weir"}`)}`)],
  },
  {
    id: "ring",
    title: "Ring slots in use",
    unit: "number",
    kind: "line",
    min: 0,
    queries: [{ expression: () => "weir_ingest_ring_slots_used", name: by("pipeline") }],
  },
  {
    id: "series",
    title: "Series",
    unit: "number",
    kind: "line",
    min: 0,
    queries: [
      one("known", () => "weir_storage_series"),
      one("in the head", () => "sum(weir_storage_head_series)"),
    ],
  },
  {
    id: "queries",
    title: "Queries",
    unit: "seconds",
    kind: "line",
    min: 0,
    queries: [
      one(
        "p99",
        ({ rates }) =>
          `histogram_quantile(0.99, sum by (le) (rate(weir_query_duration_seconds_bucket[${rates.window}])))`,
      ),
      one(
        "median",
        ({ rates }) =>
          `histogram_quantile(0.5, sum by (le) (rate(weir_query_duration_seconds_bucket[${rates.window}])))`,
      ),
    ],
  },
];
