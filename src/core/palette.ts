/** RGB 0–255. */
export type Rgb = readonly [number, number, number];

export type PaletteName = 'bright' | 'okabe-ito' | 'contrast';

/**
 * Colours for objects. `okabe-ito` is the colour-blind-safe set of Okabe & Ito, "Color Universal
 * Design" (2008), without its black and grey; `bright` keeps apart on skin and on H&E;
 * `contrast` is one yellow for all, for projectors and low vision.
 */
export const PALETTES: Readonly<Record<PaletteName, readonly [Rgb, ...Rgb[]]>> = {
  bright: [
    [0, 229, 200],
    [255, 214, 10],
    [92, 200, 255],
    [255, 122, 89],
    [180, 255, 92],
    [255, 120, 220],
    [170, 150, 255],
    [255, 176, 60],
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
