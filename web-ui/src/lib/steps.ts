// The distance of points in a range query, from the width of the chart.

/** Steps offered, in seconds: those that divide minutes, hours and days. */
const LADDER = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 604_800];

/** The server's limit on points per series. */
export const MAX_POINTS = 11_000;

/**
 * The smallest step on the ladder that gives no more points than the chart has pixels, and no more
 * than the server's limit. `atLeast` is a step the user asked for.
 */
export function stepFor(rangeSeconds: number, widthPixels: number, atLeast = 1): number {
  const points = Math.min(MAX_POINTS - 1, Math.max(10, widthPixels));
  const least = Math.max(rangeSeconds / points, atLeast, 1);
  return LADDER.find((step) => step >= least) ?? Math.ceil(least / 604_800) * 604_800;
}

/** How far back the value of a point may come from, unless the server is set otherwise. */
export const LOOK_BACK_SECONDS = 300;

/** A week by the look-back; more points than pixels, but none of the data is passed by. */
const MAX_SEEING_POINTS = 2_100;

/**
 * As `stepFor`, but no longer than the look-back while that gives few enough points: with a longer step,
 * what lies between two points is not seen, and a store of minutes looks empty.
 */
export function seeingStep(rangeSeconds: number, widthPixels: number, atLeast = 1): number {
  const step = stepFor(rangeSeconds, widthPixels, atLeast);
  return rangeSeconds / LOOK_BACK_SECONDS <= MAX_SEEING_POINTS ? Math.min(step, Math.max(LOOK_BACK_SECONDS, atLeast)) : step;
}

/** A step that the user set, raised where it would give too many points. */
export function allowedStep(rangeSeconds: number, stepSeconds: number): number {
  return Math.max(stepSeconds, 0.001, rangeSeconds / (MAX_POINTS - 1));
}

/** The grid that covers the range: ends are multiples of the step, so that a refresh moves no point. */
export function grid(fromMs: number, toMs: number, step: number): { start: number; end: number } {
  const start = Math.ceil(fromMs / 1000 / step) * step;
  const end = Math.max(start, Math.floor(toMs / 1000 / step) * step);
  return { start, end };
}
