import { useEffect } from "preact/hooks";
import { Facts } from "../components/Facts";
import { Listeners } from "../components/Listeners";
import { QueryBox } from "../components/QueryBox";
import { rates, status, statusError, watchStatus } from "../state/status";

const LINKS: [string, string][] = [
  ["/metrics", "metrics"],
  ["/weir/v1/status", "status"],
  ["/api/v1/status/config", "configuration"],
];

export function StartPage() {
  useEffect(watchStatus, []);
  const now = status.value;
  return (
    <main>
      <header>
        <h1>Weir</h1>
        <State />
        <nav>
          {LINKS.map(([href, name]) => (
            <a key={href} href={href}>
              {name}
            </a>
          ))}
        </nav>
      </header>
      <QueryBox />
      {now && <Listeners listeners={now.listeners} rates={rates.value} />}
      {now && <Facts status={now} />}
    </main>
  );
}

function State() {
  const error = statusError.value;
  const now = status.value;
  if (error !== null) {
    return (
      <p class="bad" role="alert">
        {error}
      </p>
    );
  }
  if (now === null) {
    return <p>loading ...</p>;
  }
  return now.healthy ? (
    <p class="good">ready</p>
  ) : (
    <p class="bad" role="alert">
      {now.problems.join("; ")}
    </p>
  );
}
