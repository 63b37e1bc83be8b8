// The start page: is all well, how is this host, what arrives, how is Weir itself, what was logged.
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { MetricPanel } from "../../components/MetricPanel";
import { Empty, Failed } from "../../components/States";
import { visibleLine } from "../../lib/text";
import { hosts, hostsError, isEmpty, isYoung, watchHosts } from "../../state/host";
import { route, setParams } from "../../state/route";
import "../../styles/home.css";
import { Arrivals } from "./Arrivals";
import { Concerns } from "./Concerns";
import { Figures } from "./Figures";
import { NewestLines } from "./NewestLines";
import { ARRIVALS, HOST, hostMatcher, OWN, type PanelSpec } from "./panels";

/** After this, samples of a host are not expected any more. */
const PATIENCE_MS = 30_000;

export function HomePage() {
  useEffect(watchHosts, []);
  const known = hosts.value;
  const isWaiting = useSignal(true);
  const chosen = route.value.params.get("host") ?? known?.[0] ?? "";
  return (
    <div class="home">
      <h1 class="unseen">Home</h1>
      <Concerns />
      {hostsError.value !== null && <Failed message={hostsError.value} />}
      {known === null ? (
        hostsError.value === null && <Empty>loading …</Empty>
      ) : isEmpty.value ? (
        <Waiting isLong={!isWaiting.value} onLong={() => (isWaiting.value = false)} />
      ) : (
        <>
          <Figures host={chosen} />
          <Group title="Host" aside={<Hosts known={known} chosen={chosen} />}>
            <Charts specs={HOST} host={chosen} />
          </Group>
        </>
      )}
      {known !== null && !(isEmpty.value && isWaiting.value) && (
        <>
          <Group title="What arrives">
            <Charts specs={ARRIVALS} host={chosen} />
            <Arrivals />
          </Group>
          <Group title="Weir itself">
            <Charts specs={OWN} host={chosen} />
          </Group>
        </>
      )}
      <NewestLines />
    </div>
  );
}

function Charts({ specs, host }: { specs: readonly PanelSpec[]; host: string }) {
  const scope = { host: hostMatcher(host) };
  return (
    <>
      {specs.map((spec) => (
        <MetricPanel
          key={spec.id}
          title={spec.title}
          queryKey={host}
          queries={spec.queries.map((query) => ({
            name: query.name,
            expression: (rates) => query.expression({ ...scope, rates }),
          }))}
          kind={spec.kind}
          unit={spec.unit}
          min={spec.min}
          max={spec.max}
          empty={isYoung.value ? "first values in some seconds" : spec.empty}
          hidesZero={spec.hidesZero}
          order={spec.order}
        />
      ))}
    </>
  );
}

interface GroupProps {
  title: string;
  aside?: ComponentChildren;
  children: ComponentChildren;
}

function Group({ title, aside, children }: GroupProps) {
  return (
    <section class="group-of-panels" aria-label={title}>
      <header>
        <h2>{title}</h2>
        {aside}
      </header>
      <div class="tiles">{children}</div>
    </section>
  );
}

function Hosts({ known, chosen }: { known: readonly string[]; chosen: string }) {
  if (known.length < 2) {
    return <span class="faint">{visibleLine(chosen)}</span>;
  }
  return (
    <select aria-label="host" value={chosen} onChange={(event) => setParams({ host: event.currentTarget.value })}>
      {known.map((name) => (
        <option key={name} value={name}>
          {visibleLine(name)}
        </option>
      ))}
    </select>
  );
}

/** Before the first sample. */
function Waiting({ isLong, onLong }: { isLong: boolean; onLong: () => void }) {
  useEffect(() => {
    const timer = window.setTimeout(onLong, PATIENCE_MS);
    return () => window.clearTimeout(timer);
  }, []);
  return (
    <section class="panel waiting" role="status">
      <h2>{isLong ? "No sample of a host yet" : "The first samples arrive within 10 s"}</h2>
      <p class="faint">
        {isLong
          ? "This server does not sample its own host (self.host_interval is 0, or /proc is missing), and no other sends node_* metrics."
          : "This page fills by itself."}
      </p>
    </section>
  );
}
