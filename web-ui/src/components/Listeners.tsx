import type { Listener } from "../api/types";

interface Props {
  listeners: Listener[];
  rates: Record<string, number>;
}

export function Listeners({ listeners, rates }: Props) {
  return (
    <table>
      <caption>Listeners</caption>
      <thead>
        <tr>
          <th scope="col">name</th>
          <th scope="col">address</th>
          <th scope="col" class="number">
            samples/s
          </th>
        </tr>
      </thead>
      <tbody>
        {listeners.map((listener) => (
          <tr key={listener.name} class={listener.state}>
            <th scope="row">{listener.name}</th>
            <td>
              {listener.state === "on"
                ? `${listener.transport} ${listener.address ?? ""}`
                : `off: ${listener.reason ?? ""}`}
            </td>
            <td class="number">{rate(rates[listener.name])}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function rate(perSecond: number | undefined): string {
  return perSecond === undefined ? "" : perSecond.toFixed(perSecond < 10 ? 1 : 0);
}
