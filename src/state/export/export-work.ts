import { PALETTES } from '@/core/labels/palette';
import { arraysOf, type ImageArrays, reviewedRuns } from '@/state/image/layers';
import type { ImageEntry } from '@/state/store/document-slice';
import { notifyFailure } from '@/state/store/notify-failure';
import { selectOpacity, selectReadyImage } from '@/state/store/selectors';
import { pixels } from '@/state/store/services';
import { useStore } from '@/state/store/store';

/** What can be saved of an image's reviewed mask. */
export type ExportKind = 'mask' | 'labels' | 'overlay';

/** Width of the contour in an exported overlay, in image pixels at 1000 pixels of image width. */
const CONTOUR_PER_1000_PX = 2;

/** Encodes the active image's reviewed labelmap in the pixel worker and downloads the file. */
export async function exportActive(kind: ExportKind): Promise<void> {
  const state = useStore.getState();
  const image = selectReadyImage(state);
  const own = image ? arraysOf(image.id) : undefined;
  if (!image || !own) return;
  try {
    download(await encode(kind, image, own), `${stem(image.name)}-${kind}.png`);
  } catch (error) {
    notifyFailure(error, { message: 'notice.exportFailed', values: { file: image.name } });
  }
}

function encode(kind: ExportKind, image: ImageEntry, own: ImageArrays): Promise<Blob> {
  const { size } = own;
  const objects = reviewedRuns(image.id, own);
  if (kind === 'mask') return pixels().encodeMaskPng(size, objects);
  if (kind === 'labels') return pixels().encodeLabelPng(size, objects);
  const state = useStore.getState();
  const { palette, style } = state;
  return pixels().encodeOverlayPng(image.id, objects, {
    palette: PALETTES[palette],
    fillOpacity: style === 'outline' ? 0 : selectOpacity(state),
    isHatched: style === 'hatch',
    window: image.window,
    contourPx: Math.max(1, Math.round((size.width / 1000) * CONTOUR_PER_1000_PX)),
  });
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

/** An extension has a letter: `.2` of `report v1.2` is part of the name. */
const EXTENSION = /\.(?=[^.]*\p{L})[^.\s]{1,5}$/u;

/** A file name without its extension, safe for every file system. */
export function stem(name: string): string {
  const bare = name.replace(EXTENSION, '');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  const safe = bare.replace(/[\\/:*?"<>|\u0000-\u001f]/g, '_').replace(/^\.+/, '_');
  return safe || 'image';
}
