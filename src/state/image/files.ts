/** The files behind the images. Everything can be decoded again from them. */
const files = new Map<string, File>();

/** Remembers the file an image was opened from, until `forgetFile`. */
export function keepFile(imageId: string, file: File): void {
  files.set(imageId, file);
}

/** The file an image was opened from; `undefined` once the image is closed. */
export function fileOf(imageId: string): File | undefined {
  return files.get(imageId);
}

/** Forgets the file of a closed image. */
export function forgetFile(imageId: string): void {
  files.delete(imageId);
}
