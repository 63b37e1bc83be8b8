// The keys that work now.
import { useEffect, useRef } from "preact/hooks";
import { isHelpOpen, keys } from "../state/keys";

export function KeysHelp() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const close = () => (isHelpOpen.value = false);
  return (
    <dialog ref={dialog} class="panel keys" aria-label="keys" onClose={close} onClick={close}>
      <h2>Keys</h2>
      <dl>
        {keys.value.map((key) => (
          <div key={key.keys}>
            <dt>
              {key.keys.split(" ").map((each) => (
                <kbd key={each}>{each}</kbd>
              ))}
            </dt>
            <dd>{key.text}</dd>
          </div>
        ))}
        <div>
          <dt>
            <kbd>drag</kbd>
          </dt>
          <dd>on a chart: zoom in; a double click takes it back</dd>
        </div>
        <div>
          <dt>
            <kbd>Esc</kbd>
          </dt>
          <dd>leave a field, close this</dd>
        </div>
      </dl>
    </dialog>
  );
}
