/** What a tool does to the mask where it works; Alt and the right button turn that round. */
export type Effect = 'adds' | 'takes away';

/** One tool, as everything but its work on the canvas knows it. */
export interface ToolRow<Id extends string = string> {
  readonly id: Id;
  /** Its shortcut, written as in the table of commands. */
  readonly key: string;
  /** Whether it only works on an image that has a mask. */
  readonly needsMask: boolean;
  /** CSS cursor over the image. */
  readonly cursor: string;
  /** A sign beside the pointer says so. */
  readonly effect?: Effect;
  /** Whether a ring of the brush's radius follows the pointer, and the radius can be set. */
  readonly hasRing?: true;
  /** Whether the tolerance of similar colours can be set. */
  readonly hasTolerance?: true;
  /** Drawn beside the pointer of a tool without a ring: SVG path data in a box of 16. */
  readonly glyph?: string;
  /** Its button: SVG paths in a box of 24, stroked. Those of lucide.dev fit beside the other icons. */
  readonly icon: readonly string[];
}

/** Keeps the ids for the compiler. */
function rows<const Id extends string>(list: readonly ToolRow<Id>[]): readonly ToolRow<Id>[] {
  return list;
}

/** A loop and its loose end. */
const LOOP =
  'M8 2c-3.5 0-6 1.6-6 3.8s2.5 3.8 6 3.8 6-1.6 6-3.8S11.5 2 8 2M4.5 9c-1.6 1.2-1.2 4 1 5';

/**
 * THE table of tools, in the order of the rail. Commands, shortcuts, icons, help sheet and palette
 * follow from it; the text of a row is `tool.<id>`. What each does is in canvas/tools.
 */
export const toolRows = rows([
  {
    id: 'pan',
    key: 'H',
    needsMask: false,
    cursor: 'grab',
    icon: [
      'M18 11V6a2 2 0 0 0-2-2a2 2 0 0 0-2 2',
      'M14 10V4a2 2 0 0 0-2-2a2 2 0 0 0-2 2v2',
      'M10 10.5V6a2 2 0 0 0-2-2a2 2 0 0 0-2 2v8',
      'M18 8a2 2 0 1 1 4 0v6a8 8 0 0 1-8 8h-2c-2.8 0-4.5-.86-5.99-2.34l-3.6-3.6a2 2 0 0 1 2.83-2.82L7 15',
    ],
  },
  {
    id: 'select',
    key: 'V',
    needsMask: true,
    cursor: 'default',
    icon: [
      'M4.037 4.688a.495.495 0 0 1 .651-.651l16 6.5a.5.5 0 0 1-.063.947l-6.124 1.58a2 2 0 0 0-1.438 1.435l-1.579 6.126a.5.5 0 0 1-.947.063z',
    ],
  },
  {
    id: 'brush',
    key: 'B',
    needsMask: true,
    cursor: 'crosshair',
    effect: 'adds',
    hasRing: true,
    icon: [
      'm11 10 3 3',
      'M6.5 21A3.5 3.5 0 1 0 3 17.5a2.62 2.62 0 0 1-.708 1.792A1 1 0 0 0 3 21z',
      'M9.969 17.031 21.378 5.624a1 1 0 0 0-3.002-3.002L6.967 14.031',
    ],
  },
  {
    id: 'eraser',
    key: 'E',
    needsMask: true,
    cursor: 'crosshair',
    effect: 'takes away',
    hasRing: true,
    icon: [
      'M21 21H8a2 2 0 0 1-1.42-.587l-3.994-3.999a2 2 0 0 1 0-2.828l10-10a2 2 0 0 1 2.829 0l5.999 6a2 2 0 0 1 0 2.828L12.834 21',
      'm5.082 11.09 8.828 8.828',
    ],
  },
  {
    id: 'lasso',
    key: 'L',
    needsMask: true,
    cursor: 'crosshair',
    effect: 'adds',
    glyph: LOOP,
    icon: [
      'M3.704 14.467a10 8 0 1 1 3.115 2.375',
      'M7 22a5 5 0 0 1-2-3.994',
      'M5 18a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
    ],
  },
  {
    id: 'lasso-erase',
    key: 'Shift+L',
    needsMask: true,
    cursor: 'crosshair',
    effect: 'takes away',
    glyph: LOOP,
    icon: [
      'M7 22a5 5 0 0 1-2-4',
      'M7 16.93c.96.43 1.96.74 2.99.91',
      'M3.34 14A6.8 6.8 0 0 1 2 10c0-4.42 4.48-8 10-8s10 3.58 10 8a7.19 7.19 0 0 1-.33 2',
      'M5 18a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
      'M14.33 22h-.09a.35.35 0 0 1-.24-.32v-10a.34.34 0 0 1 .33-.34c.08 0 .15.03.21.08l7.34 6a.33.33 0 0 1-.21.59h-4.49l-2.57 3.85a.35.35 0 0 1-.28.14z',
    ],
  },
  {
    id: 'fill',
    key: 'G',
    needsMask: true,
    cursor: 'crosshair',
    effect: 'adds',
    hasTolerance: true,
    glyph: 'M8 2c2.6 3.4 4.5 5.8 4.5 7.8a4.5 4.5 0 0 1-9 0C3.5 7.8 5.4 5.4 8 2z', // a drop
    icon: [
      'M11 7 6 2',
      'M18.992 12H2.041',
      'M21.145 18.38A3.34 3.34 0 0 1 20 16.5a3.3 3.3 0 0 1-1.145 1.88c-.575.46-.855 1.02-.855 1.595A2 2 0 0 0 20 22a2 2 0 0 0 2-2.025c0-.58-.285-1.13-.855-1.595',
      'm8.5 4.5 2.148-2.148a1.205 1.205 0 0 1 1.704 0l7.296 7.296a1.205 1.205 0 0 1 0 1.704l-7.592 7.592a3.615 3.615 0 0 1-5.112 0l-3.888-3.888a3.615 3.615 0 0 1 0-5.112L5.67 7.33',
    ],
  },
  {
    id: 'click',
    key: 'C',
    needsMask: true,
    cursor: 'cell',
    effect: 'adds',
    icon: [
      'M12 2a10 10 0 1 0 0 20a10 10 0 0 0 0-20z',
      'M22 12h-4',
      'M6 12H2',
      'M12 6V2',
      'M12 22v-4',
    ],
  },
  {
    id: 'split',
    key: 'K',
    needsMask: true,
    cursor: 'crosshair',
    glyph: 'M11 2h3v3M5 2H2v3M8 14V9.5a3 3 0 0 0-.9-2.1L2 2M10 6l4-4', // one way that becomes two, as on the rail
    icon: ['M16 3h5v5', 'M8 3H3v5', 'M12 22v-8.3a4 4 0 0 0-1.172-2.872L3 3', 'm15 9 6-6'],
  },
]);

export type ToolId = (typeof toolRows)[number]['id'];

/** The row with this id. */
export function toolRowById(id: ToolId): ToolRow<ToolId> {
  const row = toolRows.find((each) => each.id === id);
  if (!row) throw new Error(`There is no tool "${id}" in tools.ts`);
  return row;
}
