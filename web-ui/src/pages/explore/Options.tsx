// How the graph is drawn: step, unit, stacked, logarithmic.
import { durationText } from "../../lib/time";
import type { Unit } from "../../lib/format";
import { UNITS } from "../../lib/units";
import { isLog, isStacked, step, unit, view } from "../../state/explore";
import { setParams } from "../../state/route";

const STEPS = ["1s", "5s", "10s", "30s", "1m", "5m", "15m", "1h", "6h", "1d"];

export function Options() {
  if (view.value !== "graph") {
    return null;
  }
  const now = step.value === null ? "" : durationText(step.value * 1000);
  return (
    <>
      <label class="inline">
        step
        <select
          value={now}
          title="distance of the points; auto fits the width"
          onChange={(event) => setParams({ step: event.currentTarget.value })}
        >
          <option value="">auto</option>
          {[...new Set([...STEPS, ...(now === "" ? [] : [now])])].map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
      </label>
      <label class="inline">
        unit
        <select
          value={unit.value ?? ""}
          title="auto goes by the names of the metrics"
          onChange={(event) => setParams({ unit: event.currentTarget.value as Unit | "" })}
        >
          <option value="">auto</option>
          {UNITS.map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
      </label>
      <div class="group" role="group" aria-label="drawing">
        <button
          type="button"
          aria-pressed={isStacked.value}
          onClick={() => setParams({ stacked: isStacked.value ? null : "1", log: null })}
        >
          stacked
        </button>
        <button
          type="button"
          aria-pressed={isLog.value}
          title="logarithmic axis; values up to zero are not drawn"
          onClick={() => setParams({ log: isLog.value ? null : "1", stacked: null })}
        >
          log
        </button>
      </div>
    </>
  );
}
