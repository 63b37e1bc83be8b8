// Colours of series that people with any kind of colour vision can tell apart: Okabe and Ito's eight
// (https://jfly.uni-koeln.de/color/), each lightened or darkened until it has a contrast of 3:1 on the
// background. Past eight, dashes tell further series apart.

export type Theme = "light" | "dark";

const LIGHT = ["#0072b2", "#c35a00", "#007a5a", "#a8518a", "#8a6d00", "#2b8cbe", "#5b5b5b", "#7a4fc4"];
const DARK = ["#56b4e9", "#f0a04b", "#2fc294", "#e08fc0", "#e6d84a", "#8fb4ff", "#b5bdc2", "#c0a2f5"];
const DASHES: number[][] = [[], [6, 3], [2, 3]];

export interface Stroke {
  color: string;
  dash: number[];
}

/** The stroke of the series at `index`, from 0. */
export function stroke(index: number, theme: Theme): Stroke {
  const colors = theme === "dark" ? DARK : LIGHT;
  return {
    color: colors[index % colors.length] ?? "#888888",
    dash: DASHES[Math.floor(index / colors.length) % DASHES.length] ?? [],
  };
}

/** `#rrggbb` with an opacity from 0 to 1. */
export function translucent(color: string, opacity: number): string {
  return color + Math.round(opacity * 255).toString(16).padStart(2, "0");
}
