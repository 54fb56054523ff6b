/** An extension has a letter: `.2` of `report v1.2` is part of the name. */
const EXTENSION = /\.(?=[^.]*\p{L})[^.\s]{1,5}$/u;

/** A file name without its extension. */
export function bareName(name: string): string {
  return name.replace(EXTENSION, '');
}

/**
 * Tells equal names apart: the second `scan.png` becomes `scan (2).png`. A name that only one has
 * stays. Capitals make no difference, as in many file systems. Linear, but for names with many equals.
 *
 * @param taken names that others have
 */
export function namesApart(names: readonly string[], taken: Iterable<string>): string[] {
  const others = new Set([...taken].map(keyOf));
  const own = new Set(names.map(keyOf));
  return names.map((name) => {
    let apart = name;
    const bare = bareName(name);
    const isTaken = (): boolean =>
      others.has(keyOf(apart)) || (apart !== name && own.has(keyOf(apart)));
    for (let n = 2; isTaken(); n++) apart = `${bare} (${n})${name.slice(bare.length)}`;
    others.add(keyOf(apart));
    return apart;
  });
}

function keyOf(name: string): string {
  return name.normalize().toLowerCase();
}
