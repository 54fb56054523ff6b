const GIGABYTE = 1e9;

/** Share of the device's memory that decoded pictures may take. */
const PICTURE_SHARE = 0.19;
/** 8 GB is the most that browsers report. */
const LARGEST_DEVICE_GB = 8;
/** Firefox and Safari do not report it: assume a modest device. */
const UNKNOWN_DEVICE_GB = 4;
/** One colour image of 8192 × 8192 with its pyramid. */
const LEAST_BYTES = 0.3 * GIGABYTE;

/**
 * Bytes for decoded images and for probability maps: 1.5 GB and 0.4 GB on a desktop.
 *
 * @param deviceMemoryGb value of `navigator.deviceMemory`
 */
export function memoryBudget(deviceMemoryGb: number | undefined): {
  readonly pictureBytes: number;
  readonly mapBytes: number;
} {
  const device = Math.min(deviceMemoryGb ?? UNKNOWN_DEVICE_GB, LARGEST_DEVICE_GB);
  const pictureBytes = Math.max(LEAST_BYTES, device * PICTURE_SHARE * GIGABYTE);
  // Maps take as many bytes a pixel (4) as an image with its pyramid, but are cheaper to get back.
  return { pictureBytes, mapBytes: pictureBytes / 4 };
}
