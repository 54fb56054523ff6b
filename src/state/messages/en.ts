/** Every text a person reads, in English. The keys say where it is shown. */
export const en = {
  'app.name': 'Med-FastSAM',
  'app.tagline': 'Drop a medical image, get its mask. Nothing leaves this device.',
  'app.research': 'Research software, not a medical device',

  'notice.sampleMissing': 'The sample “{name}” could not be read (HTTP {status}). Reload the page.',
} as const satisfies Record<string, string>;
