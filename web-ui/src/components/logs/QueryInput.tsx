// The box for LogQL. Inside braces it offers names and values of labels as they are in the range now,
// behind them the stages. Enter asks, Shift+Enter begins another line.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { aborted } from "../../api/client";
import { labelNames, labelValues } from "../../api/logs";
import { complete, completionAt, offered, STAGES, type Completion } from "../../lib/logs-complete";
import { mistakeAt } from "../../lib/logs-query";
import { cut, visibleLine } from "../../lib/text";
import { between } from "../../state/logs-counting";

interface Props {
  value: string;
  placeholder: string;
  error: string | null;
  onAsk: (query: string) => void;
}

interface Offer {
  at: Completion;
  choices: string[];
  index: number;
}

const NOTHING: Offer = { at: { kind: "none" }, choices: [], index: 0 };

/** All that could stand there, of which what was typed picks some. */
async function choicesFor(at: Completion, abort: AbortSignal): Promise<string[]> {
  switch (at.kind) {
    case "none":
      return [];
    case "name":
      return labelNames(between(), abort);
    case "value":
      return labelValues(at.name, at.selector, between(), abort);
    case "stage":
      return STAGES.map(([name]) => name);
  }
}

export function QueryInput({ value, placeholder, error, onAsk }: Props) {
  const text = useSignal(value);
  const offer = useSignal<Offer>(NOTHING);
  const box = useRef<HTMLTextAreaElement>(null);
  const asking = useRef<AbortController | null>(null);

  useEffect(() => {
    text.value = value;
    offer.value = NOTHING;
  }, [value]);
  useEffect(() => () => asking.current?.abort(), []);

  const suggest = async () => {
    const element = box.current;
    asking.current?.abort();
    if (!element || element.selectionStart !== element.selectionEnd) {
      offer.value = NOTHING;
      return;
    }
    const abort = new AbortController();
    asking.current = abort;
    const at = completionAt(element.value, element.selectionStart);
    try {
      const all = await choicesFor(at, abort.signal);
      const choices = at.kind === "none" ? [] : offered(all, at.prefix);
      const isDone = choices.length === 1 && at.kind !== "none" && choices[0] === at.prefix;
      offer.value = isDone ? NOTHING : { at, choices, index: 0 };
    } catch (failure) {
      if (!aborted(failure)) {
        offer.value = NOTHING; // the query itself will say what is wrong
      }
    }
  };

  const choose = (choice: string) => {
    // what was offered may be an answer to what stood there a moment ago
    const at = completionAt(text.value, box.current?.selectionStart ?? text.value.length);
    if (at.kind !== offer.value.at.kind) {
      offer.value = NOTHING;
      return;
    }
    const next = complete(text.value, at, choice);
    text.value = next.query;
    offer.value = NOTHING;
    const element = box.current;
    if (element) {
      // at once: who types on must find the cursor where it belongs
      element.value = next.query;
      element.focus();
      element.setSelectionRange(next.cursor, next.cursor);
      if (!next.query.slice(0, next.cursor).endsWith("}")) {
        void suggest();
      }
    }
  };

  const submit = () => {
    asking.current?.abort();
    offer.value = NOTHING;
    onAsk(text.value.trim());
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const { choices, index } = offer.value;
    const isOpen = choices.length > 0;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (isOpen && step !== 0) {
      offer.value = { ...offer.value, index: (index + step + choices.length) % choices.length };
    } else if (isOpen && (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey && !event.ctrlKey))) {
      choose(choices[index] ?? "");
    } else if (event.key === "Enter" && !event.shiftKey) {
      submit();
    } else if (event.key === "Escape" && isOpen) {
      offer.value = NOTHING;
      event.stopPropagation();
    } else if (event.key === " " && event.ctrlKey) {
      void suggest();
    } else {
      return;
    }
    event.preventDefault();
  };

  return (
    <div class="log-query">
      <textarea
        ref={box}
        data-query
        rows={Math.min(8, text.value.split("\n").length)}
        value={text.value}
        placeholder={placeholder}
        aria-label="LogQL query"
        aria-autocomplete="list"
        aria-expanded={offer.value.choices.length > 0}
        aria-invalid={error !== null}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        onInput={(event) => {
          text.value = event.currentTarget.value;
          void suggest();
        }}
        onClick={() => void suggest()}
        onKeyDown={onKeyDown}
        onBlur={() => setTimeout(() => (offer.value = NOTHING), 150)}
      />
      <button type="button" class="primary" onClick={submit}>
        Run
      </button>
      <Offered offer={offer.value} onChoose={choose} />
      {error !== null && <Mistake query={value} message={error} />}
    </div>
  );
}

function Offered({ offer, onChoose }: { offer: Offer; onChoose: (choice: string) => void }) {
  const chosen = useRef<HTMLLIElement>(null);
  useEffect(() => chosen.current?.scrollIntoView({ block: "nearest" }), [offer.index]);
  if (offer.choices.length === 0) {
    return null;
  }
  const about = new Map(offer.at.kind === "stage" ? STAGES : []);
  return (
    <ul class="log-offer popover" role="listbox">
      {offer.choices.map((choice, i) => (
        <li
          key={choice}
          ref={i === offer.index ? chosen : null}
          role="option"
          aria-selected={i === offer.index}
          onPointerDown={(event) => {
            event.preventDefault();
            onChoose(choice);
          }}
        >
          <bdi class="code">{visibleLine(cut(choice, 120))}</bdi>
          {about.has(choice) && <span class="faint">{about.get(choice)}</span>}
        </li>
      ))}
    </ul>
  );
}

/** What the server says of the query, with the place marked. */
function Mistake({ query, message }: { query: string; message: string }) {
  const at = mistakeAt(query, message);
  return (
    <div class="note bad log-mistake" role="alert">
      <div>{visibleLine(cut(message.trim(), 1_000))}</div>
      {at !== null && query !== "" && (
        <code>
          {visibleLine(query.slice(Math.max(0, at - 60), at))}
          <mark>{visibleLine(query.slice(at, at + 1)) || "⏎"}</mark>
          {visibleLine(query.slice(at + 1, at + 60))}
        </code>
      )}
    </div>
  );
}
