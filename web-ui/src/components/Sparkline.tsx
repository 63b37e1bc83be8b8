// A line without axes, the size of a word.
import type { Column } from "../lib/columns";

const WIDTH = 96;
const HEIGHT = 20;

interface Props {
  values: Column;
  label: string;
}

/** The points of an SVG path, from zero to the largest value; a gap lifts the pen. */
export function sparkPath(values: Column, width: number, height: number): string {
  const max = Math.max(1e-12, ...values.map((value) => value ?? 0));
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  let isDown = false;
  return values
    .map((value, i) => {
      if (value === null) {
        isDown = false;
        return "";
      }
      const command = isDown ? "L" : "M";
      isDown = true;
      return `${command}${(i * step).toFixed(1)} ${(height - 1 - (value / max) * (height - 2)).toFixed(1)}`;
    })
    .join("");
}

export function Sparkline({ values, label }: Props) {
  return (
    <svg class="spark" role="img" aria-label={label} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT}>
      <path d={sparkPath(values, WIDTH, HEIGHT)} />
    </svg>
  );
}
