// What stands in the way of data, worst first.
import { findings } from "../../lib/diagnosis";
import { visible } from "../../lib/text";
import type { PartProps } from "./moment";

const MARKS = { bad: "problem", warn: "check", info: "note" } as const;

export function Findings({ status, moment }: PartProps) {
  const all = findings(status, moment.before, moment.now);
  if (all.length === 0) {
    return (
      <section class="panel finding-none good" role="status">
        <span class="dot" /> Nothing stands in the way: no listener is off, nothing is dropped, refused or unreadable.
      </section>
    );
  }
  return (
    <section class="panel" aria-label="why data may not arrive">
      <header>
        <h2>Why data may not arrive</h2>
      </header>
      <ul class="findings">
        {all.map((finding) => (
          <li key={finding.text}>
            <span class={`badge ${finding.severity}`}>{MARKS[finding.severity]}</span>
            <span>
              {visible(finding.text)}
              {finding.hint !== "" && <span class="faint"> — {visible(finding.hint)}</span>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
