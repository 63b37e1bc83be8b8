// What keeps alerts from working, where nobody can miss it: files that were not read, rules that fail.
import type { Alerting } from "../../api/alerts";
import { fileName, type AlertsView } from "../../lib/alerts-groups";
import { cut, visible, visibleLine } from "../../lib/text";
import { dateTime } from "../../lib/time";
import { zone } from "../../state/prefs";

const MOST = 20;

export function Problems({ alerting, broken }: { alerting: Alerting | null; broken: AlertsView["broken"] }) {
  const files = (alerting?.files ?? []).filter((file) => file.loaded === 0 || file.problems.length > 0);
  if (files.length === 0 && broken.length === 0) {
    return null;
  }
  return (
    <section class="panel problems" role="alert" aria-label="problems">
      {files.map((file) => (
        <div key={file.path}>
          <h2>
            {visibleLine(file.path)} is not in force:{" "}
            {file.loaded > 0
              ? `its rules are those of ${dateTime(file.loaded * 1_000, zone.value)}`
              : "none of its rules is evaluated"}
          </h2>
          <ul>
            {file.problems.slice(0, MOST).map((problem, i) => (
              <li key={i}>
                {problem.line !== undefined && problem.line > 0 && (
                  <code>
                    {fileName(visibleLine(file.path))}:{problem.line}:{problem.column ?? 1}{" "}
                  </code>
                )}
                {visible(cut(problem.message, 1_000))}
              </li>
            ))}
          </ul>
        </div>
      ))}
      {broken.length > 0 && (
        <>
          <h2>
            {broken.length} {broken.length === 1 ? "rule fails" : "rules fail"}: nobody will be told by{" "}
            {broken.length === 1 ? "it" : "them"}
          </h2>
          <ul>
            {broken.slice(0, MOST).map(({ rule, group, file }) => (
              <li key={`${file} ${group} ${rule.name} ${rule.query}`}>
                <b>{visibleLine(cut(rule.name, 120))}</b>{" "}
                <span class="faint">
                  ({visibleLine(fileName(file))}, {visibleLine(group)})
                </span>{" "}
                {visible(cut(rule.lastError ?? "", 500))}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
