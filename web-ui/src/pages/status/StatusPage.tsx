// Status: at a glance why data do not arrive, then the figures behind it.
import { useEffect } from "preact/hooks";
import { Empty, Failed } from "../../components/States";
import { counters, countersBefore, countersError, watchCounters } from "../../state/counters";
import { status, statusError } from "../../state/status";
import "../../styles/status.css";
import { Configuration } from "./Configuration";
import { Findings } from "./Findings";
import { Identity } from "./Identity";
import { Listeners } from "./Listeners";
import { Pipelines } from "./Pipelines";
import { ProcessFacts } from "./ProcessFacts";
import { Refusals } from "./Refusals";
import { StoreFacts } from "./StoreFacts";

export function StatusPage() {
  useEffect(watchCounters, []);
  const now = status.value?.status;
  if (!now) {
    return statusError.value === null ? <Empty>loading …</Empty> : <Failed message={statusError.value} />;
  }
  const moment = { before: countersBefore.value, now: counters.value };
  return (
    <div class="status stack">
      <h1 class="unseen">Status</h1>
      {statusError.value !== null && <Failed message={`${statusError.value}; what follows is the last known`} />}
      {countersError.value !== null && <Failed message={`counters: ${countersError.value}`} />}
      <Identity status={now} />
      <Findings status={now} moment={moment} />
      <Listeners status={now} moment={moment} />
      <Refusals status={now} moment={moment} />
      <div class="tiles">
        <Pipelines status={now} moment={moment} />
        <StoreFacts status={now} moment={moment} />
        <ProcessFacts status={now} moment={moment} />
      </div>
      <Configuration />
    </div>
  );
}
