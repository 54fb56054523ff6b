/** One export of an image, as the page knows it. It loads no encoder. */
export interface Exporter<Id extends string = string> {
  /** Ends the file's name: `lesion-mask.png`. */
  readonly id: Id;
  /** With its dot. */
  readonly extension: string;
  readonly mime: string;
  /** Shortcuts, written as in the table of commands; none if left out. */
  readonly keys?: readonly string[];
}

/** Keeps the ids for the compiler. */
function rows<const Id extends string>(list: readonly Exporter<Id>[]): readonly Exporter<Id>[] {
  return list;
}

/**
 * THE table of exports of an image's reviewed mask. Commands, menu, palette, help and file names
 * follow from it. The text of a row is `export.<id>`.
 */
export const exporters = rows([
  { id: 'mask', extension: '.png', mime: 'image/png', keys: ['Mod+S'] },
  { id: 'labels', extension: '.png', mime: 'image/png', keys: ['Mod+Shift+S'] },
  { id: 'labels-as-listed', extension: '.png', mime: 'image/png', keys: ['Mod+Alt+L'] },
  { id: 'overlay', extension: '.png', mime: 'image/png', keys: ['Mod+Shift+E'] },
]);

export type ExportId = (typeof exporters)[number]['id'];

/** The row with this id. */
export function exporterById(id: ExportId): Exporter<ExportId> {
  const exporter = exporters.find((row) => row.id === id);
  if (!exporter) throw new Error(`There is no export "${id}" in exports.ts`);
  return exporter;
}
