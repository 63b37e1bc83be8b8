// For those who know no LogQL: the labels there are, their values, how much each has, a click to choose.
import { useSignal } from "@preact/signals";
import { labelNames, volumes, type Volume } from "../../api/logs";
import { bytes } from "../../lib/format";
import { matchersOf, selectorOf, split, withMatcher, type Matcher } from "../../lib/logs-query";
import { cut, visibleLine } from "../../lib/text";
import { ask, query } from "../../state/logs";
import { between } from "../../state/logs-counting";
import { useLoad } from "../../state/load";
import { range } from "../../state/time";

/** Labels that say most come first, whatever else there is follows by name. */
const FIRST = ["job", "app", "host", "level", "kind"];
const MOST_LABELS = 12;
const SHORT_LIST = 8;

interface LabelVolumes {
  name: string;
  values: Volume[];
}

async function load(matchers: Matcher[], abort: AbortSignal): Promise<LabelVolumes[]> {
  const names = (await labelNames(between(), abort)).sort(
    (a, b) => rank(a) - rank(b) || (a < b ? -1 : 1),
  );
  return Promise.all(
    names.slice(0, MOST_LABELS).map(async (name) => {
      // the values of a label under what is chosen of the others
      const others = selectorOf(matchers.filter((matcher) => matcher.name !== name));
      return { name, values: await volumes(name, others, between(), abort) };
    }),
  );
}

function rank(name: string): number {
  const at = FIRST.indexOf(name);
  return at < 0 ? FIRST.length : at;
}

export function StreamPicker() {
  const parts = split(query.value);
  const matchers = matchersOf(parts?.selector ?? "{}");
  const key = JSON.stringify([matchers, range.value.from, range.value.to]);
  const { data, error } = useLoad((abort) => load(matchers, abort), [key]);
  return (
    <nav class="log-picker panel" aria-label="streams">
      <h2>Streams</h2>
      {error !== null && <p class="bad">{visibleLine(error)}</p>}
      {data?.map((label) => <Values key={label.name} label={label} matchers={matchers} isReadOnly={parts === null} />)}
      {data?.length === 0 && <p class="faint">no lines in this range</p>}
    </nav>
  );
}

interface ValuesProps {
  label: LabelVolumes;
  matchers: Matcher[];
  isReadOnly: boolean;
}

function Values({ label, matchers, isReadOnly }: ValuesProps) {
  const isLong = useSignal(false);
  const chosen = matchers.filter((matcher) => matcher.name === label.name && matcher.op === "=");
  const values = label.values;
  const largest = Math.max(1, ...values.map((volume) => volume.bytes));
  const shown = isLong.value ? values : values.slice(0, SHORT_LIST);
  if (values.length === 0) {
    return null;
  }
  return (
    <section>
      <h3>{visibleLine(label.name)}</h3>
      <ul>
        {shown.map((volume) => {
          const isChosen = chosen.some((matcher) => matcher.value === volume.value);
          return (
            <li key={volume.value}>
              <button
                type="button"
                disabled={isReadOnly}
                aria-pressed={isChosen}
                title={`${visibleLine(`${label.name}=${cut(volume.value, 300)}`)} · ${bytes(volume.bytes)}`}
                onClick={() => ask(withMatcher(query.peek(), label.name, "=", volume.value))}
              >
                <span class="share" style={{ width: `${(100 * volume.bytes) / largest}%` }} />
                <bdi>{visibleLine(cut(volume.value, 60)) || '""'}</bdi>
                <span class="sum">{bytes(volume.bytes)}</span>
              </button>
            </li>
          );
        })}
      </ul>
      {values.length > SHORT_LIST && (
        <button type="button" class="link" onClick={() => (isLong.value = !isLong.value)}>
          {isLong.value ? "fewer" : `${values.length - SHORT_LIST} more`}
        </button>
      )}
    </section>
  );
}
