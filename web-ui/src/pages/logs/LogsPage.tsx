// Log lines: a query, what narrows it, when the lines were, the lines.
import { useEffect } from "preact/hooks";
import { LogBar } from "../../components/logs/LogBar";
import { LogHistogram } from "../../components/logs/LogHistogram";
import { LogList } from "../../components/logs/LogList";
import { LogSeries } from "../../components/logs/LogSeries";
import { LogsEmpty } from "../../components/logs/LogsEmpty";
import { QueryInput } from "../../components/logs/QueryInput";
import { StreamPicker } from "../../components/logs/StreamPicker";
import { Empty, Loading } from "../../components/States";
import { route } from "../../state/route";
import { refreshNow } from "../../state/time";
import {
  ALL_LINES, ask, error, hasOlder, histogram, isLive, isLoading, isLoadingOlder, pending, query, series, stats,
  visibleRows,
} from "../../state/logs";
import { watchLogs } from "../../state/logs-loading";
import "../../styles/logs.css";

export function LogsPage() {
  useEffect(watchLogs, []);
  const submit = (text: string) => (text === (route.peek().params.get("q") ?? "") ? refreshNow() : ask(text));
  return (
    <div class="logs">
      <StreamPicker />
      <div class="logs-main">
        <QueryInput value={route.value.params.get("q") ?? ""} placeholder={ALL_LINES} error={error.value} onAsk={submit} />
        <LogBar />
        <div class="log-answer">
          {isLoading.value && <Loading />}
          <Answer />
        </div>
      </div>
    </div>
  );
}

function Answer() {
  if (series.value !== null) {
    return <LogSeries />;
  }
  const isEmpty = visibleRows.value.length === 0 && pending.value.length === 0;
  if (isEmpty && stats.value === null) {
    return error.value === null ? <Empty>loading …</Empty> : null;
  }
  if (isEmpty && !hasOlder.value && !isLive.value && !isLoading.value && !isLoadingOlder.value) {
    return <LogsEmpty key={query.value} />;
  }
  return (
    <>
      {histogram.value !== null && <LogHistogram />}
      <LogList />
    </>
  );
}
