// What needs a person, on top: problems of the server, alerts that fire.
import { fetchSilences } from "../../api/alerts";
import { fetchAlerts } from "../../api/server";
import { severityRank, timeOf, wordsOf } from "../../lib/alerts-groups";
import { silenceOf } from "../../lib/alerts-silences";
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

interface Raised {
  /** Worst first, then newest. */
  firing: ActiveAlert[];
  silenced: number;
  pending: number;
}

async function raised(abort: AbortSignal): Promise<Raised> {
  const all = await fetchAlerts(abort);
  const firing = all.filter((alert) => alert.state === "firing");
  const silences = firing.length === 0 ? [] : await fetchSilences(abort);
  const told = firing.filter((alert) => silenceOf(alert.labels, silences, Date.now()) === null);
  told.sort(
    (a, b) =>
      severityRank(a.labels) - severityRank(b.labels) || (timeOf(b.activeAt) ?? 0) - (timeOf(a.activeAt) ?? 0),
  );
  const pending = all.filter((alert) => alert.state === "pending").length;
  return { firing: told, silenced: firing.length - told.length, pending };
}

export function Concerns() {
  const alerts = useLoad((abort) => {
    void resolved.value;
    return raised(abort);
  });
  const now = status.value?.status;
  const problems = now?.problems ?? [];
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
      {alerts.data !== null && <Alerts {...alerts.data} />}
    </>
  );
}

function Alerts({ firing, silenced, pending }: Raised) {
  if (firing.length === 0) {
    return silenced === 0 ? null : (
      <p class="note">
        <a href={href("alerts")}>{silenced === 1 ? "1 alert fires and is silenced" : `${silenced} alerts fire and are silenced`}</a>
      </p>
    );
  }
  return (
    <section class="concern bad" aria-label="firing alerts">
      <header>
        <a href={href("alerts")}>{plural(firing.length, "alert")} firing</a>
        {silenced > 0 && <span class="faint">{silenced} silenced</span>}
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
  const since = timeOf(alert.activeAt);
  const { summary } = wordsOf(alert.annotations);
  return (
    <li>
      <strong>{visibleLine(alertname ?? "")}</strong>{" "}
      <bdi>{summary === "" ? visibleLine(cut(seriesName(labels), 200)) : visibleLine(cut(summary, 300))}</bdi>
      {since !== null && <span class="faint"> began {ago(since, Date.now())}</span>}
    </li>
  );
}
