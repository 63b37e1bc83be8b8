// The frame around every page: top bar, sign-in, keys, and the page that the address names.
import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { PAGES } from "../pages";
import { addKeys, focusQuery, isHelpOpen } from "../state/keys";
import { navigate, route } from "../state/route";
import { session } from "../state/session";
import { refreshNow, zoomBack } from "../state/time";
import { KeysHelp } from "./KeysHelp";
import { SignIn } from "./SignIn";
import { Empty, Failed } from "./States";
import { TopBar } from "./TopBar";

const loaded = new Map<string, ComponentType>();

function globalKeys(): () => void {
  return addKeys([
    ...PAGES.map((page) => ({ keys: `g ${page.key}`, text: page.title, run: () => navigate(page.id) })),
    { keys: "/", text: "to the query", run: focusQuery },
    { keys: "r", text: "refresh now", run: refreshNow },
    { keys: "z", text: "take the last zoom back", run: zoomBack },
    { keys: "?", text: "these keys", run: () => (isHelpOpen.value = !isHelpOpen.value) },
  ]);
}

export function App() {
  useEffect(globalKeys, []);
  const now = session.value;
  return (
    <>
      <a class="skip" href="#content" onClick={skip}>
        to the content
      </a>
      <TopBar />
      <main id="content" tabIndex={-1}>
        {now.kind === "signedOut" ? <SignIn why={now.why ?? null} /> : now.kind === "starting" ? <Empty>loading …</Empty> : <Shown />}
      </main>
      {isHelpOpen.value && <KeysHelp />}
    </>
  );
}

/** The hash belongs to the route, so the focus is moved by hand. */
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById("content")?.focus();
}

function Shown() {
  const id = route.value.page;
  const page = PAGES.find((each) => each.id === id) ?? PAGES[0];
  const error = useSignal<string | null>(null);
  const arrived = useSignal(0);
  useEffect(() => {
    document.title = `${page?.title ?? "Not found"} · Weir`;
    error.value = null;
    if (page && !loaded.has(page.id)) {
      page.load().then(
        (component) => {
          loaded.set(page.id, component);
          arrived.value++;
        },
        () => (error.value = "this page could not be loaded: reload to get the server's present version"),
      );
    }
  }, [page]);
  void arrived.value;
  const Component = page && loaded.get(page.id);
  if (error.value !== null) {
    return <Failed message={error.value} />;
  }
  return Component ? <Component key={page.id} /> : <Empty>loading …</Empty>;
}
