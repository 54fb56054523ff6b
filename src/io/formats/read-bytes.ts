import { unreadable } from '@/io/refusals';

/** The bytes of a file, or of a part of one. Throws FileUnreadable with `name`. */
export async function readBytes(file: Blob, name: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (error) {
    throw unreadable(name, error); // moved, deleted or changed since it was chosen
  }
}
