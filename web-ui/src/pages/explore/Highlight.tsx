// The text of an editor in colours, below the text area and of the same measure.
import { tokens } from "../../lib/promql-tokens";

interface Props {
  text: string;
  errorAt: number | null;
}

/** Longer texts are shown without colours. */
const LIMIT = 20_000;

export function Highlight({ text, errorAt }: Props) {
  if (text.length > LIMIT) {
    return (
      <pre class="highlight code" aria-hidden="true">
        {text}
        {"\n"}
      </pre>
    );
  }
  const all = tokens(text);
  const isAtEnd = errorAt !== null && errorAt >= text.length;
  return (
    <pre class="highlight code" aria-hidden="true">
      {all.map((token) => {
        const isWrong = errorAt !== null && errorAt >= token.from && errorAt < token.from + token.text.length;
        return (
          <span key={token.from} class={`t-${token.kind} ${isWrong ? "wrong" : ""}`}>
            {token.text}
          </span>
        );
      })}
      {isAtEnd && <span class="wrong"> </span>}
      {"\n"}
    </pre>
  );
}
