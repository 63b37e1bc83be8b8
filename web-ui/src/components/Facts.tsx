import type { Status } from "../api/types";
import { bytes, count, duration } from "../lib/format";

export function Facts({ status }: { status: Status }) {
  const facts: [string, string][] = [
    ["version", status.version],
    ["running for", duration(Date.now() / 1000 - status.started)],
    ["data in", status.storageDir],
    ["durability", status.durability],
    ["memory limit", bytes(status.memoryLimitBytes)],
    ...Object.entries(status.store).map(([name, value]): [string, string] => [
      name.replace(/([A-Z])/g, " $1").toLowerCase(),
      name.endsWith("Bytes") ? bytes(value) : count(value),
    ]),
  ];
  return (
    <dl>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
