const WRITTEN_IN =
  'input:not([type=range], [type=checkbox], [type=radio]), select, textarea, dialog[open], [contenteditable]';

/** Whether keys belong to a focused field or to a dialog. */
export function isWrittenIn(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(WRITTEN_IN) !== null;
}
