// Copies a text. Pages that did not come over https or from this machine have no clipboard: then the
// text is shown to be copied by hand.
import { useSignal } from "@preact/signals";

interface Props {
  label: string;
  text: () => string;
}

const SHOWN_MS = 1_500;

export function CopyButton({ label, text }: Props) {
  const state = useSignal<"idle" | "copied" | "by hand">("idle");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text());
      state.value = "copied";
      window.setTimeout(() => (state.value = "idle"), SHOWN_MS);
    } catch {
      state.value = "by hand";
    }
  };
  return (
    <span class="copy">
      <button type="button" onClick={() => void copy()}>
        {state.value === "copied" ? "copied" : label}
      </button>
      {state.value === "by hand" && (
        <input
          readOnly
          aria-label={label}
          value={text()}
          ref={(element) => element?.select()}
          onBlur={() => (state.value = "idle")}
        />
      )}
    </span>
  );
}
