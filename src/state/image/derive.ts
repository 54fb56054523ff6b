import { isNamed } from '@/core/errors';
import type { Derived, DeriveSettings } from '@/pixels/protocol';
import { pixels } from '@/state/store/services';
import { arraysOf, mapsOf } from './layers';

/** Labels of an image under `settings`. Sends the maps again when the worker no longer has them. */
export async function derive(imageId: string, settings: DeriveSettings): Promise<Derived> {
  try {
    return await pixels().derive(imageId, settings);
  } catch (error) {
    const own = arraysOf(imageId);
    if (!own || !isNamed(error, 'UnknownImage')) throw error;
    return pixels().adoptMaps(imageId, mapsOf(own), settings, null);
  }
}
