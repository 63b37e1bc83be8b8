// What needs somebody's attention, then what watches over it.
import { useMemo } from "preact/hooks";
import { fetchAlerting, fetchRules, fetchSilences } from "../../api/alerts";
import { AlertList } from "../../components/alerts/AlertList";
import { AlertsEmpty } from "../../components/alerts/AlertsEmpty";
import { History } from "../../components/alerts/History";
import { Problems } from "../../components/alerts/Problems";
import { Receivers } from "../../components/alerts/Receivers";
import { Rules } from "../../components/alerts/Rules";
import { Silences } from "../../components/alerts/Silences";
import { Panel } from "../../components/Panel";
import { Empty, Failed } from "../../components/States";
import { viewOf, type AlertsView } from "../../lib/alerts-groups";
import { silenceOf } from "../../lib/alerts-silences";
import { count } from "../../lib/format";
import { filter, setFilter } from "../../state/alerts";
import { useLoad, type Load } from "../../state/load";
import { resolved } from "../../state/time";
import "../../styles/alerts.css";

/** What `fetch` gives, anew at each refresh. */
function useFresh<T>(fetch: (abort: AbortSignal) => Promise<T>): Load<T> {
  return useLoad((abort) => {
    void resolved.value;
    return fetch(abort);
  }, []);
}

export function AlertsPage() {
  const rules = useFresh(fetchRules);
  const alerting = useFresh(fetchAlerting);
  const silences = useFresh(fetchSilences);
  const wanted = filter.value;
  const view = useMemo(() => viewOf(rules.data ?? [], wanted), [rules.data, wanted]);
  const nowMs = useMemo(() => Date.now(), [rules.data, silences.data, alerting.data]);
  const silenced = view.firing.filter((item) => silenceOf(item.alert.labels, silences.data ?? [], nowMs) !== null).length;
  const receivers = alerting.data?.receivers ?? [];
  const isEmpty = rules.data !== null && rules.data.length === 0;
  return (
    <div class="alerts-page stack">
      {rules.error !== null && <Failed message={rules.error} />}
      {alerting.error !== null && <Failed message={`receivers and rule files: ${alerting.error}`} />}
      {silences.error !== null && <Failed message={`silences: ${silences.error}`} />}
      <Problems alerting={alerting.data} broken={view.broken} />
      {rules.data === null && rules.error === null && (
        <Empty>loading …</Empty>
      )}
      {isEmpty && <AlertsEmpty hasOthers={(alerting.data?.files ?? []).some((file) => file.rules > 0)} />}
      {rules.data !== null && !isEmpty && (
        <>
          <FilterBar view={view} />
          <Panel
            title={`Firing ${view.firing.length}`}
            class={view.firing.length > silenced ? "is-firing" : ""}
            aside={silenced > 0 ? `${silenced} silenced` : undefined}
          >
            {view.firing.length === 0 ? (
              <p class="good">nothing fires</p>
            ) : (
              <AlertList items={view.firing} silences={silences.data} nowMs={nowMs} />
            )}
          </Panel>
          {view.pending.length > 0 && (
            <Panel title={`Pending ${view.pending.length}`}>
              <AlertList items={view.pending} silences={silences.data} nowMs={nowMs} />
            </Panel>
          )}
        </>
      )}
      {silences.data !== null && <Silences silences={silences.data} nowMs={nowMs} />}
      {receivers.length > 0 && <Receivers receivers={receivers} nowMs={nowMs} />}
      {!isEmpty && <Rules files={view.files} nowMs={nowMs} />}
      <History nowMs={nowMs} />
    </div>
  );
}

function FilterBar({ view }: { view: AlertsView }) {
  return (
    <div class="row alerts-bar">
      <input
        type="search"
        data-query
        value={filter.value}
        placeholder="filter by words or label=value (/)"
        aria-label="filter alerts and rules"
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => setFilter(event.currentTarget.value)}
      />
      <span class={`badge ${view.firing.length > 0 ? "bad" : "good"}`}>{count(view.firing.length)} firing</span>
      <span class={`badge ${view.pending.length > 0 ? "warn" : ""}`}>{count(view.pending.length)} pending</span>
      <span class="badge">{count(view.rules)} rules</span>
      {view.broken.length > 0 && <span class="badge bad">{count(view.broken.length)} fail</span>}
    </div>
  );
}
