// A scrolling list that has in the document only what is in view, so that twenty thousand lines scroll
// like fifty. Heights are estimated, then measured; where a line above the view turns out higher or
// lower, the scroll position is moved with it, so that what is being read stays where it is.
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";

const OVERSCAN_PX = 400;
const NEAR_END_PX = 800;

interface Props<T> {
  items: readonly T[];
  keyOf: (item: T) => number;
  /** The likely height in pixels; right for most. */
  estimate: (item: T) => number;
  render: (item: T, index: number) => ComponentChildren;
  /** Changes when the list is another one: it then begins at its top again. */
  identity: string;
  /** An item to be brought into view when it changes; -1 for none. */
  wanted: number;
  onTop: (isAtTop: boolean) => void;
  onNearEnd: () => void;
  footer?: ComponentChildren;
  label: string;
}

/** Where each item begins; one more entry for the end. */
export function offsetsOf(heights: readonly number[]): Float64Array {
  const offsets = new Float64Array(heights.length + 1);
  heights.forEach((height, i) => (offsets[i + 1] = (offsets[i] ?? 0) + height));
  return offsets;
}

/** The last item that begins at or before `position`. */
export function itemAt(offsets: Float64Array, position: number): number {
  let low = 0;
  let high = Math.max(0, offsets.length - 2);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((offsets[middle] ?? 0) <= position) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

export function VirtualList<T>(props: Props<T>) {
  const { items, keyOf, estimate, render, identity, wanted } = props;
  const place = useRef<HTMLDivElement>(null);
  const heights = useRef(new Map<number, number>());
  const shift = useRef(0);
  const view = useSignal({ top: 0, height: 800 });
  const measured = useSignal(0);
  const offsets = useMemo(
    () => offsetsOf(items.map((item) => heights.current.get(keyOf(item)) ?? estimate(item))),
    [items, measured.value, estimate],
  );
  const latest = useRef({ props, offsets });
  latest.current = { props, offsets };

  const look = () => {
    const element = place.current;
    if (element) {
      view.value = { top: element.scrollTop, height: element.clientHeight };
      props.onTop(element.scrollTop < 4);
      if (element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END_PX) {
        latest.current.props.onNearEnd();
      }
    }
  };

  useLayoutEffect(() => {
    heights.current.clear();
    place.current?.scrollTo(0, 0);
    look();
  }, [identity]);

  useLayoutEffect(() => {
    if (shift.current !== 0 && place.current) {
      place.current.scrollTop += shift.current;
      shift.current = 0;
    }
  });

  useEffect(() => {
    const resized = new ResizeObserver(look);
    if (place.current) {
      resized.observe(place.current);
    }
    return () => resized.disconnect();
  }, []);

  useEffect(() => reveal(place.current, latest.current.offsets, wanted), [wanted]);

  const watcher = useMemo(
    () =>
      new ResizeObserver((entries) => {
        let isChanged = false;
        for (const { target } of entries) {
          const element = target as HTMLElement;
          const key = Number(element.dataset["key"]);
          const index = Number(element.dataset["index"]);
          const before = (latest.current.offsets[index + 1] ?? 0) - (latest.current.offsets[index] ?? 0);
          const height = element.offsetHeight;
          if (height > 0 && Math.abs(height - before) > 0.5) {
            heights.current.set(key, height);
            isChanged = true;
            if ((latest.current.offsets[index + 1] ?? 0) <= (place.current?.scrollTop ?? 0)) {
              shift.current += height - before;
            }
          }
        }
        if (isChanged) {
          measured.value++;
        }
      }),
    [],
  );
  useEffect(() => () => watcher.disconnect(), []);

  const { top, height } = view.value;
  const first = itemAt(offsets, top - OVERSCAN_PX);
  const last = Math.min(items.length - 1, itemAt(offsets, top + height + OVERSCAN_PX));
  const total = offsets[items.length] ?? 0;
  const shownItems = items.slice(first, last + 1);
  return (
    <div class="virtual" ref={place} onScroll={look} tabIndex={0} role="list" aria-label={props.label}>
      <div style={{ height: `${offsets[first] ?? 0}px` }} />
      {shownItems.map((item, i) => (
        <Measured key={keyOf(item)} id={keyOf(item)} index={first + i} watcher={watcher}>
          {render(item, first + i)}
        </Measured>
      ))}
      <div style={{ height: `${Math.max(0, total - (offsets[last + 1] ?? 0))}px` }} />
      {props.footer}
    </div>
  );
}

function reveal(element: HTMLElement | null, offsets: Float64Array, index: number): void {
  if (element && index >= 0 && index < offsets.length - 1) {
    const from = offsets[index] ?? 0;
    const to = Math.min(offsets[index + 1] ?? 0, from + element.clientHeight);
    if (from < element.scrollTop) {
      element.scrollTop = from;
    } else if (to > element.scrollTop + element.clientHeight) {
      element.scrollTop = to - element.clientHeight;
    }
  }
}

interface MeasuredProps {
  id: number;
  index: number;
  watcher: ResizeObserver;
  children: ComponentChildren;
}

function Measured({ id, index, watcher, children }: MeasuredProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (element) {
      watcher.observe(element);
      return () => watcher.unobserve(element);
    }
    return undefined;
  }, []);
  return (
    <div ref={place} data-key={id} data-index={index} role="listitem">
      {children}
    </div>
  );
}
