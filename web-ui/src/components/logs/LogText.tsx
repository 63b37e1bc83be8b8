// A line as text: escapes for what must not be printed, a terminal's colours, what was searched for.
import { memo } from "./memo";
import { pieces, type Piece } from "../../lib/logs-text";
import type { Search } from "../../lib/logs-query";

interface Props {
  line: string;
  limit: number;
  search: Search;
  /** Line ends within it are kept. */
  hasLines?: boolean;
}

/** Beyond this, marking what was found costs more than it helps. */
const MAX_MARKS = 200;

export const LogText = memo(function LogText({ line, limit, search, hasLines = false }: Props) {
  const { pieces: found, cut } = pieces(line, limit, hasLines);
  return (
    <>
      {found.map((piece, i) => (
        <PieceText key={i} piece={piece} search={search} />
      ))}
      {cut > 0 && <span class="log-cut">… {cut.toLocaleString("en")} more</span>}
    </>
  );
});

function PieceText({ piece, search }: { piece: Piece; search: Search }) {
  if (piece.kind === "escape") {
    return <span class="log-escape">{piece.text}</span>;
  }
  const parts = marked(piece.text, search);
  if (piece.style === "" && parts.length === 1 && !parts[0]?.isFound) {
    return <>{piece.text}</>;
  }
  return (
    <span class={piece.style || undefined}>
      {parts.map((part, i) => (part.isFound ? <mark key={i}>{part.text}</mark> : part.text))}
    </span>
  );
}

interface Part {
  text: string;
  isFound: boolean;
}

function marked(text: string, { text: wanted, ignoreCase }: Search): Part[] {
  if (wanted === "") {
    return [{ text, isFound: false }];
  }
  const within = ignoreCase ? text.toLowerCase() : text;
  const sought = ignoreCase ? wanted.toLowerCase() : wanted;
  const parts: Part[] = [];
  let from = 0;
  for (let at = within.indexOf(sought); at >= 0 && parts.length < MAX_MARKS; at = within.indexOf(sought, from)) {
    if (at > from) {
      parts.push({ text: text.slice(from, at), isFound: false });
    }
    parts.push({ text: text.slice(at, at + sought.length), isFound: true });
    from = at + sought.length;
  }
  if (from < text.length) {
    parts.push({ text: text.slice(from), isFound: false });
  }
  return parts;
}
