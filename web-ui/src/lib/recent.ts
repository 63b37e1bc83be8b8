/** `query` in front of `list`, each text once, at most `limit`. */
export function withRecent(list: readonly string[], query: string, limit: number): string[] {
  const text = query.trim();
  return text === "" ? [...list] : [text, ...list.filter((each) => each !== text)].slice(0, limit);
}
