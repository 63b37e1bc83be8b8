// The process itself: memory, processor, files, HTTP.
import { Panel } from "../../components/Panel";
import { Meter } from "../../components/Meter";
import { bytes, count, formatted } from "../../lib/format";
import { rate, sum, type Moment, type PartProps } from "./moment";

function versionOfJava(moment: Moment): string {
  return moment.now?.values("weir_build_info", "java")[0] ?? "–";
}

export function ProcessFacts({ status, moment }: PartProps) {
  const resident = sum(moment, "process_resident_memory_bytes");
  const heap = sum(moment, "jvm_memory_used_bytes", { area: "heap" }) ?? 0;
  const heapMax = sum(moment, "jvm_memory_max_bytes", { area: "heap" }) ?? 0;
  const [files, filesMax] = [sum(moment, "process_open_fds"), sum(moment, "process_max_fds")];
  return (
    <Panel title="Process">
      <section class="facts" aria-label="memory and processor">
        <h3>memory and processor</h3>
        {resident !== null && (
          <Meter
            label="resident"
            text={`${bytes(resident)} of ${bytes(status.memoryLimitBytes)}`}
            share={resident / status.memoryLimitBytes}
            warnAt={1}
          />
        )}
        <Meter label="heap" text={`${bytes(heap)} of ${bytes(heapMax)}`} share={heapMax === 0 ? null : heap / heapMax} />
        <Meter label="processor" text={`${formatted(rate(moment, "process_cpu_seconds_total"), "ratio")} of one core`} share={null} />
        <Meter label="collecting garbage" text={formatted(rate(moment, "jvm_gc_collection_seconds_total"), "ratio")} share={null} />
        <Meter label="threads" text={count(sum(moment, "jvm_threads_current") ?? 0)} share={null} />
        {files !== null && filesMax !== null && (
          <Meter label="open files" text={`${count(files)} of ${count(filesMax)}`} share={files / filesMax} />
        )}
      </section>
      <section class="facts" aria-label="HTTP and queries">
        <h3>HTTP and queries</h3>
        <Meter label="requests" text={formatted(rate(moment, "weir_server_http_requests_total"), "per second")} share={null} />
        <Meter label="in progress" text={count(sum(moment, "weir_server_http_requests_in_progress") ?? 0)} share={null} />
        <Meter label="queries running" text={count(sum(moment, "weir_query_running") ?? 0)} share={null} />
        <Meter label="queries failed" text={count(sum(moment, "weir_query_failures_total") ?? 0)} share={null} />
      </section>
      <section class="facts" aria-label="versions">
        <h3>versions</h3>
        <Meter label="Weir" text={status.version} share={null} />
        <Meter label="Java" text={versionOfJava(moment)} share={null} />
      </section>
    </Panel>
  );
}
