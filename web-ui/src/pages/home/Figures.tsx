// The figures that say at a glance how things are.
import { queryVector } from "../../api/prom";
import { duration, formatted, type Unit } from "../../lib/format";
import { ratesNow, type Rates } from "../../lib/rates";
import { useLoad } from "../../state/load";
import { href } from "../../state/route";
import { status } from "../../state/status";
import { resolved } from "../../state/time";
import { hostMatcher } from "./panels";

interface Figure {
  title: string;
  unit: Unit;
  expression: (host: string, rates: Rates) => string;
  /** From here on the figure is marked. */
  warn?: number;
  bad?: number;
}

const FIGURES: readonly Figure[] = [
  {
    title: "CPU",
    unit: "ratio",
    warn: 0.85,
    bad: 0.97,
    // a share of all time counted: true however much of the window is filled
    expression: (host, { window }) =>
      `1 - sum(rate(node_cpu_seconds_total{${host},mode="idle"}[${window}])) / sum(rate(node_cpu_seconds_total{${host},mode!~"guest.*"}[${window}]))`,
  },
  {
    title: "memory",
    unit: "ratio",
    warn: 0.85,
    bad: 0.95,
    expression: (host) => `1 - node_memory_MemAvailable_bytes{${host}} / node_memory_MemTotal_bytes{${host}}`,
  },
  {
    title: "fullest disk",
    unit: "ratio",
    warn: 0.85,
    bad: 0.95,
    expression: (host) =>
      `max(1 - node_filesystem_avail_bytes{${host},fstype!="tmpfs"} / node_filesystem_size_bytes{${host},fstype!="tmpfs"})`,
  },
  {
    title: "samples/s",
    unit: "number",
    expression: (_, rates) => `sum(${rates.of("weir_ingest_samples_accepted_total")})`,
  },
  {
    title: "log lines/s",
    unit: "number",
    expression: (_, rates) => `sum(${rates.of("weir_ingest_log_lines_accepted_total")})`,
  },
  { title: "series", unit: "number", expression: () => "sum(weir_storage_series)" },
  { title: "memory of Weir", unit: "bytes", expression: () => `process_resident_memory_bytes{job="weir"}` },
];

/** By the age of the server, whose counters begin with it. */
function rates(): Rates {
  const now = status.peek()?.status;
  return ratesNow(now === undefined ? null : Date.now() / 1000 - now.started);
}

function level(figure: Figure, value: number | null): string {
  if (value === null) {
    return "";
  }
  return value >= (figure.bad ?? Infinity) ? "bad" : value >= (figure.warn ?? Infinity) ? "warn" : "";
}

export function Figures({ host }: { host: string }) {
  const matcher = hostMatcher(host);
  const values = useLoad(
    (abort) => {
      void resolved.value;
      return Promise.all(
        FIGURES.map(async (figure) => (await queryVector(figure.expression(matcher, rates()), abort))[0]?.value ?? null),
      );
    },
    [host],
  );
  const now = status.value?.status;
  return (
    <dl class="figures">
      {FIGURES.map((figure, i) => {
        const value = values.data?.[i] ?? null;
        return (
          <div key={figure.title}>
            <dt>{figure.title}</dt>
            <dd class={level(figure, value)}>
              <a href={href("explore", { q: figure.expression(matcher, rates()) })}>{formatted(value, figure.unit)}</a>
            </dd>
          </div>
        );
      })}
      <div>
        <dt>up</dt>
        <dd>{now ? duration(Date.now() / 1000 - now.started) : "–"}</dd>
      </div>
    </dl>
  );
}
