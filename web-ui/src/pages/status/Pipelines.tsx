// The two pipelines: rings, journals, and what waits.
import { Panel } from "../../components/Panel";
import { Meter } from "../../components/Meter";
import { bytes, count, formatted } from "../../lib/format";
import { visible } from "../../lib/text";
import { rate, sum, type Moment, type PartProps } from "./moment";

const DEFAULT_SLOTS = 256;

/** The mean time of one force over the last round, in seconds. */
function meanForce(moment: Moment, journal: string): number | null {
  const labels = { journal };
  const seconds = rate(moment, "weir_storage_journal_force_seconds_sum", labels);
  const forces = rate(moment, "weir_storage_journal_force_seconds_count", labels);
  return seconds === null || forces === null || forces === 0 ? null : seconds / forces;
}

export function Pipelines({ status, moment }: PartProps) {
  return (
    <Panel title="Pipelines">
      {["metrics", "logs"].map((name) => {
        const pipeline = status.pipelines?.find((each) => each.name === name);
        const used = pipeline?.slotsUsed ?? sum(moment, "weir_ingest_ring_slots_used", { pipeline: name }) ?? 0;
        const slots = pipeline?.slots ?? DEFAULT_SLOTS;
        const isHealthy = sum(moment, "weir_ingest_journal_healthy", { pipeline: name }) !== 0 && !pipeline?.journalProblem;
        return (
          <section class="facts" key={name} aria-label={`pipeline of ${name}`}>
            <h3>{name}</h3>
            <Meter label="ring" text={`${count(used)} of ${count(slots)} slots`} share={used / slots} warnAt={0.5} />
            <Meter label="buffers" text={bytes(sum(moment, "weir_ingest_buffer_bytes", { pipeline: name }) ?? 0)} share={null} />
            <Meter
              label="accepted"
              text={formatted(
                rate(moment, name === "logs" ? "weir_ingest_log_lines_accepted_total" : "weir_ingest_samples_accepted_total"),
                name === "logs" ? "lines/s" : "samples/s",
              )}
              share={null}
            />
            <Meter
              label="journal"
              text={`${formatted(rate(moment, "weir_storage_journal_written_bytes_total", { journal: name }), "bytes/s")}, force ${formatted(meanForce(moment, name), "seconds")}`}
              share={null}
            />
            <p class={isHealthy ? "good" : "bad"}>
              <span class="dot" /> {isHealthy ? "journal takes writes" : visible(pipeline?.journalProblem ?? "journal takes no writes")}
            </p>
          </section>
        );
      })}
    </Panel>
  );
}
