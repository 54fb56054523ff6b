/** For each failure: what happened, and under `.next` what to do. Part of en.ts. */
export const enErrors = {
  'error.FileEmpty': '“{file}” holds no data.',
  'error.FileEmpty.next': 'Copy or download the file again, then open it.',
  'error.FileTruncated': '“{file}” ends too early: a part of the picture is missing.',
  'error.FileTruncated.next': 'Copy or download the file again; the transfer was cut off.',
  'error.FileUnsupported': '“{file}” is not a picture this app can read (found: {looksLike}).',
  'error.FileUnsupported.next': 'Save it as {formats} with 8 or 16 bits, then open that file.',
  'error.FileDamaged': '“{file}” is damaged and cannot be decoded.',
  'error.FileDamaged.next': 'Open it in another program and save it again, or use another copy.',
  'error.FileUnreadable': '“{file}” could not be read.',
  'error.FileUnreadable.next':
    'Check that the file still exists and is not a folder, then open it again.',
  'error.FileNotOpened':
    '“{file}” could not be opened: reading it ended the background part of the app, twice.',
  'error.FileNotOpened.next':
    'Close other tabs and images to free memory, then try again. If that does not help, open a smaller copy.',
  'error.ArchiveUnknown': '“{file}” is a ZIP file, but not a saved session of this app.',
  'error.ArchiveUnknown.next': 'Unpack it, then open the pictures in it.',
  'error.ImageTooLarge':
    '“{file}” has {width} × {height} pixels. The limits are {maxMegapixels} megapixels and {maxSidePx} pixels a side.',
  'error.ImageTooLarge.next': 'Cut out the region of interest or save it smaller.',
  'error.ImageTooSmall':
    '“{file}” has {width} × {height} pixels. The model needs at least {minSidePx} pixels a side.',
  'error.ImageTooSmall.next': 'Use the picture at its original size.',
  'error.MaskSizeMismatch':
    'The mask “{file}” has {width} × {height} pixels, the image {imageWidth} × {imageHeight}.',
  'error.MaskSizeMismatch.next': 'Choose the mask that was made for this image.',
  'error.NotAMask':
    '“{file}” is a picture in many colours, such as a photograph or an overlay. A mask has flat areas: white on black, one number or one colour for each object or class.',
  'error.NotAMask.next':
    'Save the mask by itself, without the picture beneath it, as PNG: JPEG mixes colours. Then choose that file.',

  'error.SampleMissing': 'The server does not have {file} (HTTP {status}).',
  'error.SampleMissing.next': 'Open a picture of your own, or tell whoever runs this site.',
  'error.SampleUnreachable': '{file} could not be downloaded.',
  'error.SampleUnreachable.next':
    'Connect to the network and try again, or open a picture of your own.',
  'error.EngineUnavailable': 'The engine cannot run here: {reason}.',
  'error.EngineUnavailable.next': 'Use the other engine, or update the browser.',
  'error.ModelMissing': 'The engine’s file {file} is not on the server (HTTP {status}).',
  'error.ModelMissing.next': 'Tell whoever runs this site that it is incomplete.',
  'error.ModelNotAFile': 'The server sent a web page in place of the engine’s file {file}.',
  'error.ModelNotAFile.next':
    'A sign-in page or a proxy may be in between. Sign in to the network, then try again.',
  'error.ModelCorrupt': 'The engine’s file {file} is not the one this version was tested with.',
  'error.ModelCorrupt.next': 'Try again to download it afresh.',
  'error.ModelUnreachable': 'The engine’s file {file} could not be downloaded.',
  'error.ModelUnreachable.next':
    'Check the network, then try again: after the first download the app works offline.',
  'error.ContractMismatch': 'The model file {file} does not fit this version of the app.',
  'error.ContractMismatch.next': 'Reload the page to get app and model of one version.',
  'error.OutOfMemory': 'The browser has no memory left for this.',
  'error.OutOfMemory.next': 'Close other tabs or images, or use a smaller picture, then try again.',
  'error.SelfTestFailed':
    'On this device the engine computes wrong masks: its test agrees by {agreement} ({output}), and {limit} is needed.',
  'error.SelfTestFailed.next': 'Use the other engine. Masks of this one would not be right.',
  'error.BadOutput': 'The engine returned numbers that cannot be a mask ({output} is {problem}).',
  'error.BadOutput.next': 'Try again; if it happens again, use the other engine.',
  'error.DeviceLost': 'The graphics device stopped working during the run.',
  'error.DeviceLost.next': 'The engine starts again by itself. Then try again.',
  'error.WorkerDied': 'The background part of the app ({worker}) ended unexpectedly.',
  'error.WorkerDied.next': 'Try again. If memory is short, close other tabs first.',
  'error.WorkerSilent': 'The background part of the app ({worker}) no longer answers.',
  'error.WorkerSilent.next': 'Try again, or use the other engine.',
  'error.UnknownImage': 'The pixels of this image are no longer in memory.',
  'error.UnknownImage.next': 'Open the file again.',
  'error.Cancelled': 'The run was cancelled.',
  'error.Cancelled.next': 'Segment again when you want the mask.',
  'error.TooManyObjects': 'There are more than 65,534 objects in this image.',
  'error.TooManyObjects.next': 'Raise the threshold or the smallest size, or use a smaller region.',
  'error.StorageFull': 'This device has no room left to keep your work.',
  'error.StorageFull.next': 'Export what you need, then remove images or free space.',
  'error.StorageFailed': 'Your work could not be kept on this device.',
  'error.StorageFailed.next': 'Export it before you close the page.',
  'error.StorageNewer': 'The work kept on this device was saved by a newer version of this app.',
  'error.StorageNewer.next':
    'Close all tabs of the app and open it again to get the newer version. Nothing of that work was changed.',
  'error.StorageUnreadable': 'The work kept on this device could not be read.',
  'error.StorageUnreadable.next': 'Open the images again; their masks will be made anew.',
  'error.StorageConflict':
    'What was kept of it has been deleted or taken over outside this tab, or cleared by the browser.',
  'error.StorageConflict.next':
    'Under “Saved work” turn keeping off and on again to save what is open here anew, or save it as a file.',
  'error.SessionFileInvalid': '“{file}” is not a saved session of this app.',
  'error.SessionFileInvalid.next': 'Choose the ZIP file that was exported here.',
  'error.Unknown': 'Something unexpected happened: {detail}',
  'error.Unknown.next': 'Try again. If it stays, report it with the text above.',

  'engineReason.no-webgpu': 'this browser has no WebGPU',
  'engineReason.no-adapter': 'no graphics adapter was found',
  'engineReason.software-adapter': 'the graphics adapter is software, slower than WASM',
  'engineReason.no-device': 'the graphics adapter gives no device',
  'engineReason.run': 'it failed in the middle of a run',
  'engineReason.session': 'it cannot load the model',
  'engineReason.loading': 'it is not loaded yet',

  'insecure.title': 'This page must be opened over HTTPS',
  'insecure.next':
    'The browser withholds checksums and workers that outlive a crash from {address}, because it came over plain HTTP from another computer. Ask for an https:// address, or open the app from this computer (localhost).',
} as const;
