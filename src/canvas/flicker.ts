import { useStore } from '@/state/store';

const WRITTEN_IN = 'input:not([type=range], [type=checkbox], [type=radio]), select, textarea';
const PRESSED = 'button, input, summary, a';

/**
 * While Space is held the mask is hidden, so that the eye compares. Not while something is typed,
 * in a dialog, or on a control that was reached by keyboard, which Space presses. One that was
 * clicked keeps the focus although the person is done with it: there Space compares.
 *
 * @returns removes the listeners
 */
export function listenToFlicker(): () => void {
  const life = new AbortController();
  const isFree = (target: EventTarget | null): boolean => {
    if (!(target instanceof Element)) return true;
    if (target.closest(`${WRITTEN_IN}, dialog[open], [contenteditable]`)) return false;
    return !target.matches(`:is(${PRESSED}):focus-visible`);
  };
  const turn = (event: KeyboardEvent, isFlickering: boolean): void => {
    if (event.code !== 'Space' || (isFlickering && !isFree(event.target))) return;
    const { isFlickering: was, setView } = useStore.getState();
    if (isFlickering || was) event.preventDefault();
    setView({ isFlickering });
  };
  const on = { signal: life.signal };
  window.addEventListener('keydown', (event) => turn(event, true), on);
  window.addEventListener('keyup', (event) => turn(event, false), on);
  window.addEventListener('blur', () => useStore.getState().setView({ isFlickering: false }), on);
  return () => life.abort();
}
