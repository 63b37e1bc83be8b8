// Times and ranges as text. A range is two texts, `now-1h` and `now`, or absolute times (ISO 8601 or
// epoch milliseconds), so that it can stand in an address and be shared.
import { duration } from "./format";

export type Zone = "local" | "utc";

/** The two ends of a range as they stand in the address. */
export interface Range {
  from: string;
  to: string;
}

/** The two ends in epoch milliseconds. */
export interface Resolved {
  fromMs: number;
  toMs: number;
}

const UNIT_MS: Record<string, number> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** The relative ranges offered, as the text after `now-`. */
export const PRESETS = ["5m", "15m", "1h", "6h", "24h", "7d"] as const;

/** The refresh intervals offered; `off` is none. */
export const REFRESHES = ["off", "5s", "10s", "30s", "1m"] as const;

/** Milliseconds of `90s`, `1h30m`, `7d`; null when it is no duration. */
export function parseDuration(text: string): number | null {
  const whole = /^(\d+(ms|[smhdw]))+$/;
  if (!whole.test(text)) {
    return null;
  }
  let sum = 0;
  for (const [, number, unit] of text.matchAll(/(\d+)(ms|[smhdw])/g)) {
    sum += Number(number) * (UNIT_MS[unit ?? ""] ?? 0);
  }
  return sum;
}

/** Milliseconds as the shortest duration text: `90s`, `1h`. */
export function durationText(ms: number): string {
  for (const unit of ["w", "d", "h", "m", "s"]) {
    const size = UNIT_MS[unit] ?? 1;
    if (ms >= size && ms % size === 0) {
      return `${ms / size}${unit}`;
    }
  }
  return `${Math.round(ms)}ms`;
}

/** One end of a range in epoch milliseconds: `now`, `now-1h`, epoch milliseconds or ISO 8601; null else. */
export function parseTime(text: string, nowMs: number, zone: Zone = "utc"): number | null {
  const trimmed = text.trim();
  if (trimmed === "now") {
    return nowMs;
  }
  const relative = /^now([-+])(.+)$/.exec(trimmed);
  if (relative) {
    const offset = parseDuration(relative[2] ?? "");
    return offset === null ? null : relative[1] === "-" ? nowMs - offset : nowMs + offset;
  }
  if (/^(0|\d{10,16})$/.test(trimmed)) {
    return Number(trimmed);
  }
  return parseCalendar(trimmed, zone);
}

/** `2026-01-31 13:05[:07[.123]]`, with `T` and an offset if wanted, read in `zone` without one. */
export function parseCalendar(text: string, zone: Zone): number | null {
  const parts =
    /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3})\d*)?)?)?\s*(Z|[+-]\d\d:?\d\d)?$/.exec(text);
  if (!parts) {
    return null;
  }
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number, number, number, number, number, number,
  ];
  const ms = Number((parts[7] ?? "").padEnd(3, "0"));
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59) {
    return null;
  }
  const offset = parts[8];
  if (offset === undefined && zone === "local") {
    return new Date(year, month - 1, day, hour, minute, second, ms).getTime();
  }
  const utc = Date.UTC(year, month - 1, day, hour, minute, second, ms);
  if (offset === undefined || offset === "Z") {
    return utc;
  }
  const digits = offset.replace(":", "");
  const shift = (Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3, 5))) * 60_000;
  return digits.startsWith("-") ? utc + shift : utc - shift;
}

/** Both ends; null when one is no time or they are not in order. */
export function resolve(range: Range, nowMs: number): Resolved | null {
  const fromMs = parseTime(range.from, nowMs);
  const toMs = parseTime(range.to, nowMs);
  return fromMs === null || toMs === null || fromMs >= toMs ? null : { fromMs, toMs };
}

/** True when the range moves with the clock. */
export function isRelative(range: Range): boolean {
  return range.from.startsWith("now") || range.to.startsWith("now");
}

interface Fields {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  ms: number;
}

function fields(timeMs: number, zone: Zone): Fields {
  const d = new Date(timeMs);
  return zone === "utc"
    ? {
        year: d.getUTCFullYear(), month: d.getUTCMonth() + 1, day: d.getUTCDate(), hour: d.getUTCHours(),
        minute: d.getUTCMinutes(), second: d.getUTCSeconds(), ms: d.getUTCMilliseconds(),
      }
    : {
        year: d.getFullYear(), month: d.getMonth() + 1, day: d.getDate(), hour: d.getHours(),
        minute: d.getMinutes(), second: d.getSeconds(), ms: d.getMilliseconds(),
      };
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

/** `2026-01-31 13:05:07`; with milliseconds when asked. */
export function dateTime(timeMs: number, zone: Zone, withMs = false): string {
  return `${date(timeMs, zone)} ${clock(timeMs, zone, withMs)}`;
}

/** `2026-01-31` */
export function date(timeMs: number, zone: Zone): string {
  const f = fields(timeMs, zone);
  return `${String(f.year).padStart(4, "0")}-${two(f.month)}-${two(f.day)}`;
}

/** `13:05:07`; with milliseconds when asked. */
export function clock(timeMs: number, zone: Zone, withMs = false): string {
  const f = fields(timeMs, zone);
  const ms = withMs ? `.${String(f.ms).padStart(3, "0")}` : "";
  return `${two(f.hour)}:${two(f.minute)}:${two(f.second)}${ms}`;
}

/** The range for people: `last 1 h`, or both ends. */
export function rangeText(range: Range, zone: Zone): string {
  const relative = /^now-(.+)$/.exec(range.from);
  if (relative && range.to === "now") {
    return `last ${relative[1]}`;
  }
  const end = (text: string): string => {
    const ms = parseTime(text, 0);
    return text.startsWith("now") || ms === null ? text : dateTime(ms, zone);
  };
  const [from, to] = [end(range.from), end(range.to)];
  const sameDay = from.slice(0, 11) === to.slice(0, 11) && from.length > 11 && !from.startsWith("now");
  return `${from} → ${sameDay ? to.slice(11) : to}`;
}

/** Texts of the marks of a time axis, `stepSeconds` apart: the clock, and the date where it changes. */
export function axisTimes(seconds: readonly number[], stepSeconds: number, zone: Zone): string[] {
  let lastDay = "";
  return seconds.map((second, index) => {
    const ms = second * 1000;
    const f = fields(ms, zone);
    const day = `${two(f.month)}-${two(f.day)}`;
    const isNewDay = day !== lastDay && index > 0;
    lastDay = day;
    if (stepSeconds >= 86_400) {
      return f.month === 1 && f.day === 1 ? String(f.year) : day;
    }
    const time = `${two(f.hour)}:${two(f.minute)}${stepSeconds < 60 ? `:${two(f.second)}` : ""}`;
    return isNewDay ? (f.hour === 0 && f.minute === 0 ? day : `${day} ${time}`) : time;
  });
}

/** How long ago, roughly, or in how long: `3 min ago`, `in 1 h 59 min`. */
export function ago(timeMs: number, nowMs: number): string {
  if (timeMs > nowMs) {
    return `in ${duration(Math.round((timeMs - nowMs) / 1000))}`;
  }
  const seconds = Math.round((nowMs - timeMs) / 1000);
  const size =
    seconds < 60 ? `${seconds} s` : seconds < 3600 ? `${Math.floor(seconds / 60)} min`
    : seconds < 86_400 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} d`;
  return `${size} ago`;
}
