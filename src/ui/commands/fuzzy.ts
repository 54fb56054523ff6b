/**
 * How well `query` matches `text`: its letters in order, not necessarily together. Starts of words
 * and runs of letters count more. Letters left over count a little against.
 *
 * @returns a score, higher is better; `null` when a letter is missing. An empty query matches
 *   everything. O(query · text) time.
 */
export function fuzzyScore(query: string, text: string): number | null {
  const wanted = query.toLowerCase().replace(/\s+/g, '');
  const letters = text.toLowerCase();
  if (wanted === '') return 0;
  // best[i]: best score of wanted[0..row] with its last letter at text position i.
  let best = new Float64Array(letters.length).fill(Number.NEGATIVE_INFINITY);
  for (let row = 0; row < wanted.length; row++) {
    const next = new Float64Array(letters.length).fill(Number.NEGATIVE_INFINITY);
    let bestBefore = row === 0 ? 0 : Number.NEGATIVE_INFINITY;
    for (let i = 0; i < letters.length; i++) {
      if (letters[i] === wanted[row]) {
        const isStart = i === 0 || /[\s\-/(]/.test(letters[i - 1] as string);
        const run = i > 0 && row > 0 ? (best[i - 1] as number) + RUN : Number.NEGATIVE_INFINITY;
        next[i] = Math.max(run, bestBefore) + (isStart ? START : 1);
      }
      if (row > 0) bestBefore = Math.max(bestBefore, best[i] as number);
    }
    best = next;
  }
  const score = Math.max(...best);
  return Number.isFinite(score) ? score - letters.length * LEFT_OVER : null;
}

const START = 6;
const RUN = 6;
const LEFT_OVER = 0.02;
