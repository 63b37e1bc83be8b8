// A silence for an alert: for how long, why, and for which of its labels.
import { useSignal } from "@preact/signals";
import type { Labels } from "../../api/types";
import { matchersFor, matcherText, newSilence } from "../../lib/alerts-silences";
import { parseDuration } from "../../lib/time";
import { cut, visibleLine } from "../../lib/text";
import { silence } from "../../state/alerts";
import { session } from "../../state/session";
import { Failed } from "../States";

const DURATIONS = ["30m", "1h", "2h", "4h", "8h", "1d", "7d"];

export function SilenceForm({ labels, onDone }: { labels: Labels; onDone: () => void }) {
  const matchers = matchersFor(labels);
  const left = useSignal<ReadonlySet<string>>(new Set());
  const duration = useSignal("2h");
  const comment = useSignal("");
  const error = useSignal<string | null>(null);
  const now = session.value;
  const author = now.kind === "signedIn" ? now.name : "web ui";
  const durationMs = parseDuration(duration.value.trim());
  const chosen = matchers.filter((matcher) => !left.value.has(matcher.name));
  const isReady = durationMs !== null && durationMs > 0 && comment.value.trim() !== "" && chosen.length > 0;

  const submit = async (event: Event) => {
    event.preventDefault();
    if (!isReady) {
      return;
    }
    error.value = await silence(newSilence(chosen, Date.now(), durationMs, author, comment.value.trim()));
    if (error.value === null) {
      onDone();
    }
  };
  const toggle = (name: string) => {
    const next = new Set(left.value);
    if (!next.delete(name)) {
      next.add(name);
    }
    left.value = next;
  };
  return (
    <form class="silence-form stack" onSubmit={(event) => void submit(event)}>
      <fieldset class="row">
        <legend>silence alerts with</legend>
        {matchers.map((matcher) => (
          <label key={matcher.name} class="label">
            <input type="checkbox" checked={!left.value.has(matcher.name)} onChange={() => toggle(matcher.name)} />{" "}
            <bdi>{visibleLine(cut(matcherText(matcher), 160))}</bdi>
          </label>
        ))}
      </fieldset>
      <div class="row">
        <label class="row">
          for
          <input
            class="short"
            list="silence-durations"
            value={duration.value}
            aria-invalid={durationMs === null}
            onInput={(event) => (duration.value = event.currentTarget.value)}
          />
          <datalist id="silence-durations">
            {DURATIONS.map((each) => (
              <option key={each} value={each} />
            ))}
          </datalist>
        </label>
        <input
          class="wide"
          value={comment.value}
          maxLength={1_000}
          placeholder="why (others will read it)"
          aria-label="comment"
          onInput={(event) => (comment.value = event.currentTarget.value)}
        />
        <button type="submit" class="primary" disabled={!isReady}>
          Silence
        </button>
        <button type="button" onClick={onDone}>
          Cancel
        </button>
      </div>
      {error.value !== null && <Failed message={error.value} />}
    </form>
  );
}
