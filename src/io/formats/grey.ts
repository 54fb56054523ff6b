/**
 * Drops two of three channels when all are equal everywhere. Grey images are often stored as RGB,
 * and one channel takes a third of the memory. Stops at the first coloured pixel.
 */
export function toGreyIfEqual<T extends Uint8Array | Uint16Array>(
  data: T,
  channels: 1 | 3,
): { data: T; channels: 1 | 3 } {
  if (channels === 1) return { data, channels };
  for (let i = 0; i < data.length; i += 3)
    if (data[i] !== data[i + 1] || data[i] !== data[i + 2]) return { data, channels };
  const pixels = data.length / 3;
  // Writing never overtakes reading, so the array can be its own target.
  for (let i = 0; i < pixels; i++) data[i] = data[3 * i] as number;
  return { data: data.slice(0, pixels) as T, channels: 1 };
}
