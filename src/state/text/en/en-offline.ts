/** Texts about offline use, updates and privacy. Part of en.ts. */
export const enOffline = {
  'command.privacy': 'Privacy and offline use',
  'command.diagnostics': 'Copy diagnostics',
  'command.update': 'Load the new version',

  'error.AppFileMissing': 'The server does not have the app’s file {file} (HTTP {status}).',
  'error.AppFileMissing.next':
    'A newer version may be half uploaded. What is installed goes on working; try again later.',
  'error.AppFileCorrupt': 'The server’s copy of {file} is not the one of this version.',
  'error.AppFileCorrupt.next':
    'A newer version may be half uploaded. What is installed goes on working; try again later.',
  'error.AppFileUnreachable': 'The app’s file {file} could not be downloaded.',
  'error.AppFileUnreachable.next':
    'Connect to the network and try again: the download goes on where it broke off.',
  'error.AppErased': 'The app’s offline copy was erased from this device.',
  'error.AppErased.next':
    'Load the page again to store it anew; until then the app needs a network.',
  'error.UpdateDelayed': 'The new version could not take over yet. This one goes on working.',
  'error.UpdateDelayed.next': 'Try again, or close all tabs of the app and open it again.',
  'error.UpdateUnsaved':
    'Your work was still being saved after {seconds} seconds, so the new version was not loaded.',
  'error.UpdateUnsaved.next':
    'Go on working and load it when everything is saved. If saving does not end, export your work first.',

  'offline.starting': 'Checking offline use',
  'offline.storing': 'Storing for offline use: {loaded} of {total}',
  'offline.ready': 'Ready offline',
  'offline.failed': 'Not ready offline',
  'offline.unavailable': 'Online only',
  'offline.hint': 'Privacy and offline use',
  'offline.readyHint':
    'App, engine, model and samples are on this device. Everything works without a network, also after a restart.',
  'offline.obstacle.insecure':
    'Browsers keep an app for offline use only if it comes by https or from this computer (localhost).',
  'offline.obstacle.unsupported':
    'This browser or window mode keeps no app for offline use. Private windows often do not.',
  'offline.obstacle.refused': 'The browser refused to keep the app for offline use.',
  'offline.obstacle.development': 'The development server does not keep the app for offline use.',

  'update.ready': 'New version',
  'update.readyHint':
    'A new version is on this device. Load it now, or it is there at the next start.',
  'update.unsaved': 'A new version waits until your work is saved.',
  'update.applying': 'Loading the new version',
  'update.replaced': 'Newer version installed',
  'update.replacedHint':
    'A newer version has taken over. This page goes on working; load it again when it suits you.',

  'page.description':
    'Medical image segmentation in the browser. Drop an image, get its mask. Nothing leaves this device.',
  'page.noScript': 'Med-FastSAM runs its model in this page and needs JavaScript.',
  'install.description':
    'Medical image segmentation on this device: drop an image, get its mask. Works offline. Research software, not a medical device.',
  'install.screenshot.wide': 'Nuclei of a histology picture with their outlines',
  'install.screenshot.narrow': 'A skin lesion with its mask on a phone',
  'install.sample.lesion': 'Try the skin lesion sample',
  'install.sample.lesionShort': 'Skin lesion',
  'install.sample.nuclei': 'Try the nuclei sample',
  'install.sample.nucleiShort': 'Nuclei',

  'privacy.title': 'Privacy and offline use',
  'privacy.sent': '{bytes} bytes of your images left this device.',
  'privacy.how':
    'Images are read, segmented and saved inside this browser. The page may only talk to the server it came from, and only ask it for files: a request that sends something along is refused.',
  'privacy.table': 'Requests of the app, in all its tabs, since {time}',
  'privacy.tableLater':
    'Requests of the app since its service worker was installed a moment ago; those that loaded it are not counted',
  'privacy.kind': 'What for',
  'privacy.device': 'From this device',
  'privacy.server': 'From the app’s server',
  'privacy.refused': 'Refused',
  'privacy.total': 'All',
  'privacy.notCounted':
    'Requests are not counted in this window: no service worker watches them. The rules that keep images here hold all the same.',
  'privacy.none': 'None so far.',
  'privacy.kind.document': 'Page',
  'privacy.kind.script': 'Program',
  'privacy.kind.worker': 'Background program',
  'privacy.kind.style': 'Layout',
  'privacy.kind.image': 'Picture of the app',
  'privacy.kind.font': 'Font',
  'privacy.kind.manifest': 'App description',
  'privacy.kind.data': 'Engine, model or sample',
  'privacy.kind.store': 'Storing for offline use',
  'privacy.kind.other': 'Other',
  'privacy.check': 'How can I check this myself?',
  'privacy.check.ready': 'Wait until the bar at the bottom says “Ready offline”.',
  'privacy.check.flight': 'Switch this device to flight mode, or pull the network cable.',
  'privacy.check.reload': 'Reload this page, open an image and let it be segmented.',
  'privacy.check.works': 'It works: no image can leave a device that has no network.',
  'privacy.version': 'Version {version}',
  'privacy.diagnostics':
    'For a report of a fault: versions, engine, times and errors. No image, no file name.',

  'notice.sharedFailed':
    'The shared images could not be taken over; this device may have no room left. Free some space and share them again, or open them here.',
  'notice.diagnosticsCopied':
    'Diagnostics are on the clipboard. They hold no image and no file name.',
  'notice.diagnosticsShown':
    'The browser did not let the diagnostics onto the clipboard. Copy them here: {text}',
} as const;
