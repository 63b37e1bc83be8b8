// Who this server is, in one line.
import type { Status } from "../../api/types";
import { bytes, duration } from "../../lib/format";
import { visibleLine } from "../../lib/text";
import { dateTime } from "../../lib/time";
import { zone } from "../../state/prefs";

export function Identity({ status }: { status: Status }) {
  const facts: [string, string, string?][] = [
    ["health", status.healthy ? "healthy" : "unhealthy", status.healthy ? "good" : "bad"],
    ["version", status.version],
    ["running for", duration(Date.now() / 1000 - status.started)],
    ["started", dateTime(status.started * 1000, zone.value)],
    ["durability", status.durability],
    ["memory limit", bytes(status.memoryLimitBytes)],
    ["data in", status.storageDir],
  ];
  return (
    <dl class="identity panel">
      {facts.map(([name, value, look]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd class={look}>{visibleLine(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
