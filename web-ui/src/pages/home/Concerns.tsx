// What needs a person, on top: problems of the server, alerts that fire.
import { fetchAlerts } from "../../api/server";
import type { ActiveAlert } from "../../api/types";
import { plural } from "../../lib/format";
import { seriesName } from "../../lib/labels";
import { cut, visible, visibleLine } from "../../lib/text";
import { ago } from "../../lib/time";
import { useLoad } from "../../state/load";
import { href } from "../../state/route";
import { status } from "../../state/status";
import { resolved } from "../../state/time";

const MAX_ALERTS = 5;

export function Concerns() {
  const alerts = useLoad((abort) => {
    void resolved.value;
    return fetchAlerts(abort);
  });
  const now = status.value?.status;
  const problems = now?.problems ?? [];
  const firing = (alerts.data ?? []).filter((alert) => alert.state === "firing");
  const pending = (alerts.data ?? []).filter((alert) => alert.state === "pending").length;
  return (
    <>
      {problems.length > 0 && (
        <ul class="concern bad" role="alert">
          {problems.map((problem) => (
            <li key={problem}>
              <a href={href("status")}>{visible(problem)}</a>
            </li>
          ))}
        </ul>
      )}
      {alerts.error !== null && <p class="note warn">alerts: {visible(alerts.error)}</p>}
      {firing.length > 0 && <Firing firing={firing} pending={pending} />}
    </>
  );
}

function Firing({ firing, pending }: { firing: ActiveAlert[]; pending: number }) {
  return (
    <section class="concern bad" aria-label="firing alerts">
      <header>
        <a href={href("alerts")}>{plural(firing.length, "alert")} firing</a>
        {pending > 0 && <span class="faint">{pending} pending</span>}
      </header>
      <ul>
        {firing.slice(0, MAX_ALERTS).map((alert) => (
          <FiringAlert key={seriesName(alert.labels)} alert={alert} />
        ))}
      </ul>
      {firing.length > MAX_ALERTS && <a href={href("alerts")}>and {firing.length - MAX_ALERTS} more</a>}
    </section>
  );
}

function FiringAlert({ alert }: { alert: ActiveAlert }) {
  const { alertname, ...labels } = alert.labels;
  const since = alert.activeAt === undefined ? NaN : Date.parse(alert.activeAt);
  const summary = alert.annotations["summary"] ?? alert.annotations["description"] ?? "";
  return (
    <li>
      <strong>{visibleLine(alertname ?? "")}</strong>{" "}
      <bdi>{summary === "" ? visibleLine(cut(seriesName(labels), 200)) : visibleLine(cut(summary, 300))}</bdi>
      {Number.isFinite(since) && <span class="faint"> since {ago(since, Date.now())}</span>}
    </li>
  );
}
