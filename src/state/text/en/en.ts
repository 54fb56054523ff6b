import { enCommands } from './en-commands';
import { enEdit } from './en-edit';
import { enErrors } from './en-errors';
import { enOffline } from './en-offline';
import { enPanels } from './en-panels';
import { enSections } from './en-sections';
import { enStorage } from './en-storage';

/** Every text that a user reads, in English. The keys say where it is shown. */
export const en = {
  'app.name': 'Med-FastSAM',
  'app.research': 'Research software, not a medical device',
  'app.researchShort': 'Not a medical device',

  'notice.sampleFailed': 'The sample “{name}” could not be opened: {reason}',

  'canvas.role': 'medical image with mask',
  'canvas.empty': 'No image is open',
  'canvas.opening': '{name} is being opened',
  'canvas.waiting': '{name} waits for its mask',
  'canvas.segmenting': '{name} is being segmented',
  'canvas.waking': '{name} is being shown again',
  'canvas.cancelled': '{name}: the run was cancelled, there is no mask',
  'canvas.failed': '{name} has no mask: something went wrong',
  'canvas.ready': '{name}',
  'canvas.atWork': 'the model is at work on it',
  'canvas.noObject': '{name}: no object was found',
  'canvas.objects': '{name}: {count} {noun}, {share} % of the image',
  ...enCommands,
  ...enEdit,
  ...enErrors,
  ...enOffline,
  ...enPanels,
  ...enSections,
  ...enStorage,
} as const satisfies Record<string, string>;
