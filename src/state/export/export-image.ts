import { PALETTES } from '@/core/labels/palette';
import { bareName } from '@/core/names-apart';
import { type ExportId, exporterById } from '@/io/exports/exports';
import type { ExportInput } from '@/pixels/protocol';
import { arraysOf, type ImageArrays, reviewedRuns } from '@/state/image/layers';
import type { ImageEntry } from '@/state/store/document-slice';
import { notifyFailure } from '@/state/store/notify-failure';
import { selectOpacity, selectReadyImage } from '@/state/store/selectors';
import { pixels } from '@/state/store/services';
import { useStore } from '@/state/store/store';

/** Width of the contour in an exported overlay, in image pixels at 1000 pixels of image width. */
const CONTOUR_PER_1000_PX = 2;

/** Writes an export of the active image's reviewed mask in the pixel worker and downloads the file. */
export async function exportActive(id: ExportId): Promise<void> {
  const state = useStore.getState();
  const image = selectReadyImage(state);
  const own = image ? arraysOf(image.id) : undefined;
  if (!image || !own) return;
  try {
    const others = Object.values(state.images).filter((other) => other !== image);
    const name = exportName(
      image.name,
      id,
      others.map((other) => other.name),
    );
    download(await pixels().export(id, inputOf(image, own)), name);
  } catch (error) {
    notifyFailure(error, { message: 'notice.exportFailed', values: { file: image.name } });
  }
}

function inputOf(image: ImageEntry, own: ImageArrays): ExportInput {
  const state = useStore.getState();
  const { palette, style } = state;
  const { size } = own;
  return {
    imageId: image.id,
    size,
    objects: reviewedRuns(image.id, own),
    style: {
      palette: PALETTES[palette],
      fillOpacity: style === 'outline' ? 0 : selectOpacity(state),
      isHatched: style === 'hatch',
      window: image.window,
      contourPx: Math.max(1, Math.round((size.width / 1000) * CONTOUR_PER_1000_PX)),
    },
  };
}

/**
 * `lesion-mask.png` for the mask of `lesion.jpg`. Beside a `lesion.png` it is `lesion.jpg-mask.png`, so
 * that the two are told apart.
 *
 * @param others names of the other open images
 */
export function exportName(image: string, id: ExportId, others: readonly string[]): string {
  const own = stem(image).toLowerCase();
  const isShared = others.some((other) => stem(other).toLowerCase() === own);
  return `${isShared ? safeName(image) : stem(image)}-${id}${exporterById(id).extension}`;
}

/** Hands a file to the browser's download. */
export function download(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // Revoked later: the browser reads the blob after this task.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** A file name without its extension, safe for every file system. */
export function stem(name: string): string {
  return safeName(bareName(name));
}

function safeName(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  const safe = name.replace(/[\\/:*?"<>|\u0000-\u001f]/g, '_').replace(/^\.+/, '_');
  return safe || 'image';
}
