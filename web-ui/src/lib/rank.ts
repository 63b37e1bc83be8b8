// Which names fit what is typed, best first: those that begin with it, those with a word that does,
// those that contain it, those that contain its words in order.

function score(name: string, typed: string): number {
  const at = name.indexOf(typed);
  if (at === 0) {
    return name.length === typed.length ? 0 : 1;
  }
  if (at > 0) {
    return /[^a-z0-9]/.test(name[at - 1] ?? "") ? 2 : 3;
  }
  return containsInOrder(name, typed) ? 4 : -1;
}

/** True when the words of `typed` are in `name`, in order. */
function containsInOrder(name: string, typed: string): boolean {
  const words = typed.split(/[^a-z0-9]+/).filter((word) => word !== "");
  let from = 0;
  return (
    words.length > 1 &&
    words.every((word) => {
      const at = name.indexOf(word, from);
      from = at + word.length;
      return at >= 0;
    })
  );
}

/** At most `limit` of `items` that fit `typed`, best first; equal ones keep their order. */
export function ranked<T>(items: readonly T[], nameOf: (item: T) => string, typed: string, limit: number): T[] {
  if (typed === "") {
    return items.slice(0, limit);
  }
  const wanted = typed.toLowerCase();
  const byScore: T[][] = [[], [], [], [], []];
  for (const item of items) {
    byScore[score(nameOf(item).toLowerCase(), wanted)]?.push(item);
  }
  return byScore.flat().slice(0, limit);
}
