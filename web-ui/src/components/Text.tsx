// Text from data: never markup, nothing hidden, never longer than the page can bear.
import { useSignal } from "@preact/signals";
import { cut, visible, visibleLine } from "../lib/text";

interface Props {
  text: string;
  /** Longer texts are cut, with a button that shows more. */
  limit?: number;
  /** One line: line ends become escapes, and the whole is in the title. */
  oneLine?: boolean;
  class?: string;
}

const TITLE_LIMIT = 2_000;
const OPEN_LIMIT = 100_000;

export function Text({ text, limit = 400, oneLine = false, class: name }: Props) {
  const open = useSignal(false);
  const shown = cut(text, open.value ? OPEN_LIMIT : limit);
  const isCut = text.length > limit;
  if (oneLine) {
    const title = isCut ? visible(cut(text, TITLE_LIMIT)) : undefined;
    return (
      <bdi class={name} title={title}>
        {visibleLine(cut(text, limit))}
      </bdi>
    );
  }
  return (
    <bdi class={name}>
      {visible(shown)}
      {isCut && (
        <button type="button" class="link" aria-expanded={open.value} onClick={() => (open.value = !open.value)}>
          {open.value ? "less" : `${text.length - limit} more characters`}
        </button>
      )}
    </bdi>
  );
}
