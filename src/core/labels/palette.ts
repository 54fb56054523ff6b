/** RGB 0–255. */
export type Rgb = readonly [number, number, number];

export type PaletteName = 'bright' | 'okabe-ito' | 'contrast';

/**
 * Colours for objects that people with every kind of colour vision can tell apart
 * (palette.test.ts).
 *
 * - `bright` was searched for: distinct under the three kinds of Machado et al. (2009), far from
 *   skin and from both dyes of H&E, ordered so that neighbouring numbers differ most.
 * - `okabe-ito` is the set of Okabe & Ito, "Color Universal Design" (2008), without black and grey.
 * - `contrast` is one yellow for all, for projectors and low vision.
 */
export const PALETTES: Readonly<Record<PaletteName, readonly [Rgb, ...Rgb[]]>> = {
  bright: [
    [0, 229, 200],
    [255, 214, 10],
    [8, 151, 70],
    [27, 169, 255],
    [215, 74, 133],
    [220, 254, 167],
    [255, 21, 13],
    [60, 122, 226],
  ],
  'okabe-ito': [
    [86, 180, 233],
    [230, 159, 0],
    [0, 158, 115],
    [240, 228, 66],
    [213, 94, 0],
    [204, 121, 167],
    [0, 114, 178],
  ],
  contrast: [[255, 255, 0]],
};

/**
 * Colours of a mask's changes: added, removed, now part of another object. They are from the set of
 * Okabe & Ito, which every kind of colour vision can tell apart.
 */
export const DIFFERENCE_COLOURS = {
  added: [86, 180, 233],
  removed: [230, 120, 0],
  reassigned: [240, 228, 66],
} as const satisfies Readonly<Record<string, Rgb>>;

/** Colour of a label: neighbours in number differ, the same label always looks the same. */
export function colourOf(palette: PaletteName, label: number): Rgb {
  const colours = PALETTES[palette];
  return colours[(label - 1) % colours.length] ?? colours[0];
}
