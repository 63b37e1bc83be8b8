import type { Status } from "../../api/types";
import { rateBetween, type Snapshot } from "../../lib/exposition";
import type { Labels } from "../../lib/labels";

/** The counters at the last two rounds. */
export interface Moment {
  before: Snapshot | null;
  now: Snapshot | null;
}

/** What every part of the page is given. */
export interface PartProps {
  status: Status;
  moment: Moment;
}

export function sum(moment: Moment, name: string, labels: Labels = {}): number | null {
  return moment.now?.sum(name, labels) ?? null;
}

export function rate(moment: Moment, name: string, labels: Labels = {}): number | null {
  return moment.now === null ? null : rateBetween(moment.before, moment.now, name, labels);
}
