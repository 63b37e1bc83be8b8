// A titled box. `aside` stands at the right of the title; `isLoading` shows a moving bar on the edge,
// `error` a line below the title while older content stays.
import type { ComponentChildren } from "preact";
import { Failed, Loading } from "./States";

interface Props {
  title: ComponentChildren;
  children: ComponentChildren;
  aside?: ComponentChildren;
  class?: string;
  isLoading?: boolean;
  error?: string | null;
}

export function Panel({ title, children, aside, class: name, isLoading, error }: Props) {
  return (
    <section class={`panel ${name ?? ""}`}>
      {isLoading && <Loading />}
      <header>
        <h2>{title}</h2>
        {aside !== undefined && <div class="aside">{aside}</div>}
      </header>
      {error && <Failed message={error} />}
      {children}
    </section>
  );
}
