/** Texts about editing: names of undoable steps, clean-up, tools. Part of en.ts. */
export const enEdit = {
  'step.adjust': 'threshold or clean-up',
  'step.brush': 'brush stroke',
  'step.erase': 'eraser stroke',
  'step.lasso': 'lasso',
  'step.lassoErase': 'lasso (take away)',
  'step.fill': 'fill',
  'step.split': 'split',
  'step.delete': 'delete objects',
  'step.merge': 'merge objects',
  'step.classify': 'change of class',
  'step.click': 'click',
  'step.clickRemoved': 'removed click',
  'step.clicksCleared': 'cleared clicks',
  'step.fromMask': 'refine from my mask',
  'step.backToAi': 'back to the AI mask',
  'step.loadMask': 'loaded mask',
  'cleanUp.keep-largest': 'keep largest',
  'cleanUp.keep-only': 'keep selected',
  'cleanUp.fill-holes': 'fill holes',
  'cleanUp.remove-small': 'remove small',
  'cleanUp.smooth': 'smooth',
  'cleanUp.grow': 'grow',
  'cleanUp.shrink': 'shrink',

  'tool.pan': 'Pan',
  'tool.select': 'Select objects',
  'tool.brush': 'Brush',
  'tool.eraser': 'Eraser',
  'tool.lasso': 'Lasso: add',
  'tool.lasso-erase': 'Lasso: take away',
  'tool.fill': 'Fill similar colours',
  'tool.click': 'Click to refine',
  'tool.split': 'Split by a line',

  'layer.image': 'Image',
  'layer.ai': 'AI',
  'layer.reviewed': 'Reviewed',
  'layer.reference': 'Reference',
  'layer.difference': 'Difference from the AI',
  'swipe.divider': 'Divider between the two masks',
  'canvas.miniMap': 'Overview: press to go there',

  'confirm.close':
    'Close {name}? Its edits, decision and note are deleted with it and cannot be brought back.',

  'notice.exportFailed': '{file} could not be exported: {reason}',
  'notice.refineFailed': 'The model could not refine {file}: {reason} The mask is unchanged.',
  'notice.rerunCancelled':
    'The new run of {file} was cancelled. Its mask, kind of picture and pixel size are as before.',
  'notice.rerunFailed':
    '{file} could not be segmented again: {reason} Its mask, kind of picture and pixel size are as before.',
  'notice.editFailed': 'The edit of {file} did not work: {reason} The mask is unchanged.',
  'notice.refinedNothing': 'The model found nothing to change there in {file}.',
  'notice.reopened':
    '{file} is open again: its mask has changed since you accepted it. Look at it, then accept it again.',
  'notice.parted':
    '{objects, plural, one {An object} other {# objects}} of {file} came apart: {added, plural, one {one object} other {# objects}} more now. Undo takes the cut back.',
  'notice.mergedApart':
    'Object {label} of {file} is {pieces} pieces that do not touch. It counts as one object.',
  'notice.failure': '{reason}',
  'notice.loadFailed': '{file} could not be loaded as a mask: {reason}',
} as const;
