const GIGABYTE = 1e9;

/** Share of the device's memory that decoded pictures may take. */
const PICTURE_SHARE = 0.19;
/** 8 GB is also the most that browsers admit to. */
const LARGEST_DEVICE_GB = 8;
/** Firefox and Safari do not tell: a modest device. */
const UNKNOWN_DEVICE_GB = 4;
/** One picture of 8192 × 8192 in colour with its pyramid. */
const LEAST_BYTES = 0.3 * GIGABYTE;

/**
 * Bytes for decoded pictures and for probability maps: 1.5 GB and 0.4 GB on a desktop.
 *
 * @param deviceMemoryGb as `navigator.deviceMemory` has it
 */
export function memoryBudget(deviceMemoryGb: number | undefined): {
  readonly pictureBytes: number;
  readonly mapBytes: number;
} {
  const device = Math.min(deviceMemoryGb ?? UNKNOWN_DEVICE_GB, LARGEST_DEVICE_GB);
  const pictureBytes = Math.max(LEAST_BYTES, device * PICTURE_SHARE * GIGABYTE);
  // Maps have 4 bytes a pixel as against 4 with a pyramid, but they leave as cheaply as they come.
  return { pictureBytes, mapBytes: pictureBytes / 4 };
}
