// How a counter becomes a rate: what is asked, so that the first minute of a server is drawn true.

/** The window of rates: two rounds of samples at least. */
const LEAST_WINDOW_SECONDS = 60;

/** How often the server and its host are sampled, unless it is set otherwise. */
const SAMPLES_EVERY_SECONDS = 10;

export interface Rates {
  /** The rate of a counter. */
  of: (counter: string) => string;
  /** The window, for what is a share of other rates: `60s`. */
  window: string;
}

/**
 * Rates for points `stepSeconds` apart. `rate` tells too little where samples fill only a part of its
 * window: after a start it would climb for a minute. Points that are no further apart than samples are
 * take the slope between the last two samples instead, which is true from the second sample on and
 * leaves none out.
 */
export function ratesAt(stepSeconds: number): Rates {
  return stepSeconds <= SAMPLES_EVERY_SECONDS ? young() : over(stepSeconds);
}

/** Rates of this moment, by how long the server has counted; null is not known yet. */
export function ratesNow(ageSeconds: number | null): Rates {
  const isFilled = ageSeconds !== null && ageSeconds > LEAST_WINDOW_SECONDS + SAMPLES_EVERY_SECONDS;
  return isFilled ? over(LEAST_WINDOW_SECONDS) : young();
}

function young(): Rates {
  const window = `${LEAST_WINDOW_SECONDS}s`;
  return { of: (counter) => `irate(${counter}[${window}])`, window };
}

function over(seconds: number): Rates {
  const window = `${Math.max(LEAST_WINDOW_SECONDS, seconds)}s`;
  return { of: (counter) => `rate(${counter}[${window}])`, window };
}
