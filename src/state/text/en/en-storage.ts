/** Texts about keeping, restoring and erasing work. Part of en.ts. */
export const enStorage = {
  'step.earlier': 'earlier step',

  'command.storage': 'Saved work and storage…',
  'command.saveSession': 'Save session as a file',
  'command.openSession': 'Open a session file…',

  'save.none': 'Nothing to save yet',
  'save.saving': 'Saving…',
  'save.saved': 'Saved here at {time}',
  'save.failed': 'Not saved',
  'save.partly': '{count, plural, one {# image} other {# images}} not saved',
  'save.off': 'Nothing is kept',
  'save.stopped': 'Saving stopped',
  'save.title': 'Saved work and storage',

  'restore.title': 'Work from an earlier visit',
  'restore.changes':
    'Restore {changes, plural, one {# edit} other {# edits}} on {images, plural, one {# image} other {# images}}',
  'restore.images': 'Restore {images, plural, one {# image} other {# images}}',
  'restore.savedAt': 'Saved {time}',
  'restore.discard': 'Discard',
  'restore.discardSure':
    'Delete {changes, plural, one {# edit} other {# edits}} on {images, plural, one {# image} other {# images}}?',
  'restore.setAside': 'Set aside, since parts could not be read. Saved {time}',
  'restore.later': 'Later',

  'storage.title': 'Saved work',
  'storage.where':
    'Images, masks and edits are saved in this browser as they happen, on this device only. Another browser or a private window does not see them.',
  'storage.private':
    'Nothing of this tab is stored. Its work is lost when the page is closed, unless you save it as a file.',
  'storage.stopped':
    'Saving was stopped. What was saved before that is still on this device; what changed since is lost when the page is closed, unless you save it as a file.',
  'storage.deleteSaved': 'Delete what was saved',
  'storage.room': '{used} used. As far as the browser tells, {left} are left.',
  'storage.roomUnknown': 'The browser has not said how much room there is.',
  'storage.nearlyFull':
    'Room is running out. Save the session as a file, then discard work that you no longer need.',
  'storage.persisted': 'The browser has promised not to clear this by itself.',
  'storage.notPersisted':
    'The browser may clear this when the device runs out of room. Save a session file of work that must last.',
  'storage.earlier': 'From earlier visits',
  'storage.full':
    'There is no room left: {count, plural, one {# change waits} other {# changes wait}} in memory. Save the session as a file, then close images or discard earlier work to make room.',
  'storage.failed':
    'Saving failed: {reason} {count, plural, one {# change waits} other {# changes wait}} in memory.',
  'storage.retry': 'Try again',
  'storage.giveUp': 'Go on without saving',
  'storage.saveFile': 'Save session as a file',
  'storage.openFile': 'Open a session file…',
  'storage.keep': 'Keep my work on this device',
  'storage.keepHint':
    'Off: the work of this tab is deleted from this device now and nothing more is stored. It is lost when the page is closed.',
  'storage.keepAgainHint':
    'On: what is open here is saved on this device from now on, with its history.',
  'storage.kiosk': 'This is a shared device (kiosk): nothing is stored.',
  'storage.erase': 'Erase everything from this device',
  'storage.eraseSure':
    'This deletes all images, masks, edits and preferences of this app in this browser, also those of other tabs. It cannot be undone. Other apps of the same address are left alone.',
  'storage.eraseApp': 'Delete the offline copy of the app too',
  'storage.eraseNow': 'Erase everything',
  'storage.cancel': 'Cancel',
  'storage.erased': 'Erased. This is what remains:',
  'storage.remainDatabases': 'Work and preferences',
  'storage.remainCaches': 'Offline copy of the app',
  'storage.remainWorker': 'Service worker (sw.js)',
  'storage.remainWorkerThere': 'still installed',
  'storage.nothing': 'nothing',
  'storage.cacheFiles': '{name}: {files, plural, one {# file} other {# files}}',

  'notice.imageNotSaved':
    '{file} is no longer saved on this device: {reason} Its masks stay here until the page is closed.',
  'notice.savingFailed': 'Your last changes are not saved: {reason}',
  'notice.storageNearlyFull': 'Room for saved work is running out: {left} left.',
  'notice.erasedElsewhere':
    'Another tab has erased everything from this device. The images that are open here are no longer saved: save them as a file, or close them.',
  'notice.restoreTaken': 'Another tab has opened this work meanwhile.',
  'notice.restoreDamaged':
    '{file}: {lost} of {total} saved changes could not be read ({reason}). Everything before them is here; the original is set aside under “Saved work”.',
  'notice.restoreUnreadable':
    '{file} could not be restored: {reason} What there is of it is set aside under “Saved work”.',
  'notice.mapsDamaged':
    '{file}: the saved mask could not be read and is made again; edits are kept.',
  'notice.sessionFailed': '{file} could not be opened as a session: {reason}',
  'notice.saveSessionFailed': 'The session could not be saved as a file: {reason}',
  'notice.eraseFailed': 'Not everything could be erased: {reason}',
} as const;
