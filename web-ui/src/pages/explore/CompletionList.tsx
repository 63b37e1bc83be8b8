// The list of suggestions below the word that is typed.
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { cut, visibleLine } from "../../lib/text";
import type { Suggestion, Suggestions } from "../../state/completion";

interface Props {
  id: string;
  text: string;
  found: Suggestions;
  selected: number;
  onAccept: (item: Suggestion) => void;
}

const NAME_LIMIT = 120;

export function CompletionList({ id, text, found, selected, onAccept }: Props) {
  const list = useRef<HTMLUListElement>(null);
  const mark = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const element = list.current;
    const at = mark.current;
    const box = element?.parentElement;
    if (element && at && box) {
      const room = box.clientWidth - element.offsetWidth;
      element.style.left = `${Math.max(0, Math.min(at.offsetLeft, room))}px`;
      element.style.top = `${at.offsetTop + at.offsetHeight + 4}px`;
    }
  }, [text, found]);
  useEffect(() => {
    list.current?.children[selected]?.scrollIntoView({ block: "nearest" });
  }, [selected]);
  const help = found.items[selected]?.help ?? "";
  return (
    <>
      <pre class="highlight measure code" aria-hidden="true">
        {text.slice(0, found.place.from)}
        <span ref={mark}>{"\u200b"}</span>
      </pre>
      <ul ref={list} id={id} class="popover completion" role="listbox" aria-label="suggestions">
        {found.items.map((item, index) => (
          <li
            key={`${item.detail} ${item.name}`}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === selected}
            onMouseDown={(event) => {
              event.preventDefault(); // the text area keeps the focus
              onAccept(item);
            }}
          >
            <bdi class="code">{visibleLine(cut(item.name, NAME_LIMIT))}</bdi>
            <span class="faint">{item.detail}</span>
          </li>
        ))}
        {help !== "" && <li class="completion-help" role="presentation">{visibleLine(cut(help, 300))}</li>}
      </ul>
    </>
  );
}
