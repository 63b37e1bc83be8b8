/**
 * The series hidden after a click on `index` in a legend of `count`: a plain click shows it alone, or
 * all again when it is alone; an adding click shows or hides only it. Never all.
 */
export function afterClick(
  hidden: ReadonlySet<number>,
  index: number,
  count: number,
  isAdding: boolean,
): ReadonlySet<number> {
  const next = new Set(hidden);
  if (isAdding) {
    if (!next.delete(index)) {
      next.add(index);
    }
    return next.size === count ? new Set() : next;
  }
  const isAlone = !hidden.has(index) && hidden.size === count - 1;
  return isAlone ? new Set() : new Set([...Array(count).keys()].filter((each) => each !== index));
}
