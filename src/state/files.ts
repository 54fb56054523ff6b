/** The files behind the images: the source that everything can be decoded from again. */
const files = new Map<string, File>();

export function keepFile(imageId: string, file: File): void {
  files.set(imageId, file);
}

export function fileOf(imageId: string): File | undefined {
  return files.get(imageId);
}

export function forgetFile(imageId: string): void {
  files.delete(imageId);
}
