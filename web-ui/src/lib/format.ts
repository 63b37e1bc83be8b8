// Numbers for people. Every function is pure; widths are kept steady so that figures that change do
// not make the page jump.

/** How a value is written. Ratios are 0 to 1. */
export type Unit =
  | "number"
  | "bytes"
  | "bytes/s"
  | "ratio"
  | "seconds"
  | "per second"
  | "lines/s"
  | "samples/s";

const BINARY = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
const DECIMAL = ["", "k", "M", "G", "T"];
const THIN = "\u202f";

/** Bytes with a binary unit, three digits: `1.5 MiB`. */
export function bytes(count: number): string {
  let value = Math.abs(count);
  let unit = 0;
  while (value >= 1023.95 && unit < BINARY.length - 1) {
    value /= 1024;
    unit++;
  }
  const digits = unit === 0 ? (value < 10 && value % 1 !== 0 ? 1 : 0) : value >= 99.95 ? 0 : 1;
  return `${count < 0 ? "-" : ""}${value.toFixed(digits)} ${BINARY[unit]}`;
}

/** Seconds as the two largest units: `3 d 4 h`. */
export function duration(seconds: number): string {
  const parts: [number, string][] = [
    [86_400, "d"],
    [3_600, "h"],
    [60, "min"],
    [1, "s"],
  ];
  let rest = Math.max(0, Math.floor(seconds));
  const shown: string[] = [];
  for (const [size, name] of parts) {
    const count = Math.floor(rest / size);
    if (count > 0 && shown.length < 2) {
      shown.push(`${count} ${name}`);
    }
    rest %= size;
  }
  return shown.length === 0 ? "0 s" : shown.join(" ");
}

/** A whole number with thin groups: `1 234 567`. */
export function count(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+(?!\d))/g, THIN);
}

/** At most `digits` significant digits, no trailing zeros, no exponent between 1e-6 and 1e15. */
export function significant(value: number, digits: number): string {
  if (value === 0 || !Number.isFinite(value)) {
    return special(value);
  }
  const size = Math.abs(value);
  if (size >= 1e15 || size < 1e-6) {
    return value.toExponential(Math.max(0, digits - 1)).replace(/\.?0+e/, "e");
  }
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  return trimmed(value.toFixed(Math.min(decimals, 20)));
}

function special(value: number): string {
  return Number.isNaN(value) ? "NaN" : value === 0 ? "0" : value > 0 ? "+Inf" : "-Inf";
}

function trimmed(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** A number with a decimal prefix from ten thousand on: `12.3k`. */
export function short(value: number): string {
  let size = Math.abs(value);
  if (!Number.isFinite(value) || size < 10_000 || size >= 1e15) {
    return significant(value, size >= 1_000 ? 4 : 3);
  }
  let unit = 0;
  while (size >= 999.5 && unit < DECIMAL.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${value < 0 ? "-" : ""}${significant(size, 3)}${DECIMAL[unit]}`;
}

/** A span of time from nanoseconds to days, three digits: `1.25 ms`. */
export function span(seconds: number): string {
  const size = Math.abs(seconds);
  const sign = seconds < 0 ? "-" : "";
  if (size === 0) return "0 s";
  if (size >= 120) return sign + duration(size);
  if (size >= 1) return `${sign}${significant(size, 3)} s`;
  if (size >= 1e-3) return `${sign}${significant(size * 1e3, 3)} ms`;
  if (size >= 1e-6) return `${sign}${significant(size * 1e6, 3)} µs`;
  return `${sign}${significant(size * 1e9, 3)} ns`;
}

/** `value` in `unit`; a dash when there is none. */
export function formatted(value: number | null | undefined, unit: Unit = "number"): string {
  if (value === null || value === undefined) {
    return "–";
  }
  if (!Number.isFinite(value)) {
    return special(value);
  }
  switch (unit) {
    case "number":
      return short(value);
    case "bytes":
      return bytes(value);
    case "bytes/s":
      return `${bytes(value)}/s`;
    case "ratio":
      return `${significant(value * 100, Math.abs(value) < 0.1 ? 2 : 3)} %`;
    case "seconds":
      return span(value);
    case "per second":
      return `${short(value)}/s`;
    case "lines/s":
      return `${short(value)} lines/s`;
    case "samples/s":
      return `${short(value)} samples/s`;
  }
}

/** As `formatted`, shorter, for axes. */
export function axisValue(value: number, unit: Unit = "number"): string {
  switch (unit) {
    case "ratio":
      return `${trimmed((value * 100).toFixed(2))} %`;
    case "lines/s":
    case "samples/s":
    case "per second":
      return short(value);
    case "bytes/s":
      return bytes(value).replace(/\.0 /, " ");
    case "bytes":
      return bytes(value).replace(/\.0 /, " ");
    default:
      return formatted(value, unit);
  }
}

/** The plural where it is due: `1 series` stays, `2 lines`. */
export function plural(number: number, one: string, many = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : many}`;
}
