// The configuration in force, read only, and the raw pages.
import { useSignal } from "@preact/signals";
import { getText, messageOf } from "../../api/client";
import { fetchConfig } from "../../api/server";
import { CopyButton } from "../../components/CopyButton";
import { Panel } from "../../components/Panel";
import { Empty, Failed } from "../../components/States";
import { visible } from "../../lib/text";
import { useLoad } from "../../state/load";
import { session } from "../../state/session";

const RAW: [string, string][] = [
  ["/metrics", "metrics"],
  ["/weir/v1/status", "status"],
  ["/-/healthy", "health"],
];

export function Configuration() {
  const config = useLoad(fetchConfig);
  return (
    <Panel
      title="Configuration in force"
      isLoading={config.isLoading && config.data === null}
      error={config.error}
      aside={
        <>
          {RAW.map(([path, name]) => (
            <Raw key={path} path={path} name={name} />
          ))}
          {config.data !== null && <CopyButton label="copy" text={() => config.data ?? ""} />}
        </>
      }
    >
      {config.data === null ? (
        config.error === null && <Empty>loading …</Empty>
      ) : (
        <pre class="config code" tabIndex={0} aria-label="configuration as YAML">
          {visible(config.data)}
        </pre>
      )}
    </Panel>
  );
}

/** A link; where the server asks who we are, a browser's own request would carry no answer. */
function Raw({ path, name }: { path: string; name: string }) {
  const error = useSignal<string | null>(null);
  if (session.value.kind !== "signedIn") {
    return (
      <a href={path} target="_blank" rel="noreferrer">
        {name}
      </a>
    );
  }
  const save = async () => {
    try {
      const text = await getText(path, new AbortController().signal);
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
      link.download = `weir-${name}.txt`;
      link.click();
      URL.revokeObjectURL(link.href);
    } catch (failure) {
      error.value = messageOf(failure);
    }
  };
  return (
    <>
      <button type="button" class="link" title={`download ${path}`} onClick={() => void save()}>
        {name}
      </button>
      {error.value !== null && <Failed message={error.value} />}
    </>
  );
}
