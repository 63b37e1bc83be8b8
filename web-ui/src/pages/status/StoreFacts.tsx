// What is stored, and how near its limits.
import { Panel } from "../../components/Panel";
import { Meter } from "../../components/Meter";
import { bytes, count } from "../../lib/format";
import { visibleLine } from "../../lib/text";
import { sum, type Moment, type PartProps } from "./moment";

function limited(moment: Moment, label: string, used: string, limit: string) {
  const [value, most] = [sum(moment, used), sum(moment, limit)];
  return value === null || most === null || most === 0 ? null : (
    <Meter label={label} text={`${bytes(value)} of ${bytes(most)}`} share={value / most} />
  );
}

export function StoreFacts({ status, moment }: PartProps) {
  const disk = status.disk;
  const free = disk?.freeBytes ?? status.store["freeBytes"];
  return (
    <Panel title="Store">
      <section class="facts" aria-label="metrics stored">
        <h3>metrics</h3>
        <Meter label="series" text={count(sum(moment, "weir_storage_series") ?? status.store["series"] ?? 0)} share={null} />
        <Meter label="tenants" text={count(sum(moment, "weir_storage_tenants") ?? 0)} share={null} />
        {limited(moment, "head", "weir_storage_head_bytes", "weir_storage_head_budget_bytes")}
        {limited(moment, "index", "weir_storage_index_bytes", "weir_storage_index_limit_bytes")}
        <Meter
          label="blocks"
          text={`${count(sum(moment, "weir_storage_blocks") ?? 0)}, ${bytes(sum(moment, "weir_storage_blocks_bytes") ?? 0)}`}
          share={null}
        />
      </section>
      <section class="facts" aria-label="log lines stored">
        <h3>logs</h3>
        {limited(moment, "memtable", "weir_storage_logs_memtable_bytes", "weir_storage_logs_memtable_budget_bytes")}
        <Meter
          label="parts"
          text={`${count(sum(moment, "weir_storage_logs_parts") ?? 0)}, ${count(sum(moment, "weir_storage_logs_parts_lines") ?? 0)} lines, ${bytes(sum(moment, "weir_storage_logs_parts_bytes") ?? 0)}`}
          share={null}
        />
      </section>
      <section class="facts" aria-label="disk">
        <h3>disk</h3>
        {disk && (
          <Meter
            label="used by Weir"
            text={`${bytes(disk.usedBytes)} of ${bytes(disk.usedBytes + disk.freeBytes)}`}
            share={disk.usedBytes / Math.max(1, disk.usedBytes + disk.freeBytes)}
          />
        )}
        {Object.entries(disk?.byPart ?? {}).map(([name, value]) => (
          <Meter key={name} label={visibleLine(name)} text={bytes(value)} share={null} />
        ))}
        {free !== undefined && <Meter label="free" text={bytes(free)} share={null} />}
      </section>
    </Panel>
  );
}
