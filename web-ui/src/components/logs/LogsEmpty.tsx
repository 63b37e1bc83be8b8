// No line matches: what there is, and how lines come in when there is nothing.
import { streamVolumes } from "../../api/logs";
import { bytes } from "../../lib/format";
import { streamSelector } from "../../lib/logs-query";
import { streamText } from "../../lib/logs-rows";
import { cut, visibleLine } from "../../lib/text";
import { useLoad } from "../../state/load";
import { ask, levels, query, setLive } from "../../state/logs";
import { between } from "../../state/logs-counting";
import { range, setRange } from "../../state/time";
import { setParams } from "../../state/route";

export function LogsEmpty() {
  const { data } = useLoad((abort) => streamVolumes(between(), abort), [range.value.from, range.value.to, query.value]);
  return (
    <div class="panel log-empty">
      <h2>No lines match in this range</h2>
      <p class="row">
        {levels.value.length > 0 && (
          <button type="button" onClick={() => setParams({ levels: null })}>
            All levels
          </button>
        )}
        <button type="button" onClick={() => setRange({ from: "now-24h", to: "now" })}>
          Last 24 h
        </button>
        <button type="button" onClick={() => setLive(true)}>
          Wait for lines
        </button>
      </p>
      {data !== null && data.length > 0 && (
        <>
          <h3>Streams that there are</h3>
          <ul class="log-streams">
            {data.map(({ labels, bytes: size }) => (
              <li key={JSON.stringify(labels)}>
                <button type="button" class="link code" onClick={() => ask(streamSelector(labels))}>
                  <bdi>{visibleLine(cut(streamText(labels), 300))}</bdi>
                </button>
                <span class="faint"> {bytes(size)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {data !== null && data.length === 0 && (
        <>
          <h3>How lines come in</h3>
          <pre>{`logger -n 127.0.0.1 -P 5514 -d "hello"                  # syslog, UDP and TCP
echo '{"level":"info","message":"hello"}' | nc -q1 127.0.0.1 5170   # JSON or plain lines
POST /loki/api/v1/push                                  # Promtail, Alloy, Fluent Bit, Vector`}</pre>
        </>
      )}
    </div>
  );
}
