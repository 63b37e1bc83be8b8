// A PromQL editor: a text area over coloured text, with completion. Enter runs, Shift+Enter breaks the
// line, Ctrl+Space completes; in the list: arrows, Tab or Enter, Esc.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { aborted } from "../../api/client";
import { queryError } from "../../lib/query-error";
import { cut, visible } from "../../lib/text";
import { placeOf } from "../../lib/promql-context";
import { opensByItself, suggest, type Suggestion, type Suggestions } from "../../state/completion";
import { letter } from "../../state/explore";
import { CompletionList } from "./CompletionList";
import { Highlight } from "./Highlight";

interface Props {
  index: number;
  text: string;
  error: string | null;
  onText: (text: string) => void;
  onRun: () => void;
  onFocus: () => void;
}

const TYPING_MS = 60;

export function QueryEditor({ index, text, error, onText, onRun, onFocus }: Props) {
  const area = useRef<HTMLTextAreaElement>(null);
  const found = useSignal<Suggestions | null>(null);
  const selected = useSignal(0);
  const asking = useRef<AbortController | null>(null);
  const listId = `completion-${index}`;

  useEffect(() => () => asking.current?.abort(), []);

  const close = () => {
    asking.current?.abort();
    found.value = null;
  };

  const open = (delayMs: number) => {
    asking.current?.abort();
    const abort = new AbortController();
    asking.current = abort;
    window.setTimeout(() => {
      const element = area.current;
      if (element && !abort.signal.aborted) {
        suggest(element.value, element.selectionStart, abort.signal).then(
          (next) => {
            if (!abort.signal.aborted) {
              found.value = next.items.length > 0 ? next : null;
              selected.value = 0;
            }
          },
          (failure: unknown) => {
            if (!aborted(failure)) {
              found.value = null; // completion is a help; the query itself will say what fails
            }
          },
        );
      }
    }, delayMs);
  };

  const typed = (element: HTMLTextAreaElement) => {
    onText(element.value);
    if (opensByItself(placeOf(element.value, element.selectionStart))) {
      open(TYPING_MS);
    } else {
      close();
    }
  };

  const accept = (item: Suggestion) => {
    const place = found.value?.place;
    const element = area.current;
    if (place && element) {
      element.setRangeText(item.insert, place.from, place.to, "end");
      const cursor = place.from + item.cursor;
      element.setSelectionRange(cursor, cursor);
      close();
      onText(element.value);
    }
  };

  const keyDown = (event: KeyboardEvent) => {
    const list = found.value?.items ?? [];
    const item = list[selected.value];
    if (event.isComposing) {
      return;
    }
    if (item && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      const step = event.key === "ArrowDown" ? 1 : -1;
      selected.value = (selected.value + step + list.length) % list.length;
    } else if (item && (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey && !isWritten(item)))) {
      accept(item);
    } else if (event.key === "Enter" && !event.shiftKey) {
      close();
      onRun();
    } else if (event.key === "Escape" && found.value) {
      close();
    } else if (event.key === " " && event.ctrlKey) {
      open(0);
    } else {
      return;
    }
    event.preventDefault();
  };

  /** True when the item is what stands there already: Enter then runs. */
  const isWritten = (item: Suggestion): boolean => {
    const place = found.value?.place;
    return place !== undefined && (item.name === place.typed || item.insert === text.slice(place.from, place.to));
  };

  const problem = error === null ? null : queryError(error, text);
  return (
    <div class="editor">
      <div class={`editor-box ${problem ? "has-error" : ""}`}>
        <Highlight text={text} errorAt={problem?.offset ?? null} />
        <textarea
          ref={area}
          class="code"
          rows={1}
          value={text}
          placeholder={index === 0 ? "PromQL, for example rate(node_cpu_seconds_total[5m])" : "PromQL"}
          data-query={index === 0 ? "" : undefined}
          aria-label={`query ${letter(index)}`}
          role="combobox"
          aria-autocomplete="list"
          aria-expanded={found.value !== null}
          aria-controls={listId}
          aria-activedescendant={found.value ? `${listId}-${selected.value}` : undefined}
          aria-invalid={problem !== null}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          onInput={(event) => typed(event.currentTarget)}
          onKeyDown={keyDown}
          onFocus={onFocus}
          onClick={close}
          onBlur={close}
        />
        {found.value && (
          <CompletionList id={listId} text={text} found={found.value} selected={selected.value} onAccept={accept} />
        )}
      </div>
      {problem && (
        <p class="editor-error code" role="alert">
          {visible(cut(problem.message, 1_000))}
        </p>
      )}
    </div>
  );
}
