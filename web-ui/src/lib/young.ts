// A store that has just begun: what to show before there is an hour of data.

const LADDER = ["1m", "2m", "5m", "15m", "30m"];
const LADDER_MS = [60_000, 120_000, 300_000, 900_000, 1_800_000];

/** The range that shows all of `ageMs` of data; null when that is more than half an hour. */
export function rangeOfAge(ageMs: number): string | null {
  const index = LADDER_MS.findIndex((ms) => ageMs <= ms);
  return index < 0 ? null : `now-${LADDER[index]}`;
}

/** Younger than this, two samples of a counter may not be there yet, and the page looks again soon. */
export const FIRST_RATES_MS = 30_000;

/** The least distance of points: seconds while all there is are seconds, else what draws no stairs. */
export function leastStep(rangeMs: number): number {
  return rangeMs <= 120_000 ? 1 : 5;
}
