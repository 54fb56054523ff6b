/** RGB 0–255. */
export type Rgb = readonly [number, number, number];

export type PaletteName = 'bright' | 'okabe-ito' | 'contrast';

/**
 * Colours for objects, told apart by people with each kind of colour vision (palette.test.ts).
 * `bright` was searched for that under the three kinds of Machado et al. (2009), for distance from
 * skin and from both dyes of H&E, and ordered so that neighbours in number differ most; `okabe-ito`
 * is the set of Okabe & Ito, "Color Universal Design" (2008), without its black and grey; `contrast`
 * is one yellow for all, for projectors and low vision.
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
 * Colours of a mask's changes, of Okabe & Ito's set and so told apart by every kind of colour vision:
 * what was added, what was removed, and what has become part of another object.
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
