import { canvasKeys } from '@/state/commands/canvas-keys';
import { setView, useStore } from '@/state/store/store';
import { isWrittenIn } from './written-in';

const KEYS: readonly string[] = canvasKeys.compare.keys;
const PRESSED = 'button, input, summary, a';

/**
 * Hides the mask while Space is held, so that the eye compares. Not while the user types, in a
 * dialog, or on a control reached by keyboard, which Space presses. A control that was clicked
 * keeps the focus although the user is done with it: there Space compares.
 *
 * @returns removes the listeners
 */
export function listenToFlicker(): () => void {
  /**
   * The control that got its focus from a pointer. `:focus-visible` does not tell: any key sets it.
   */
  let clicked: Element | null = null;
  const life = new AbortController();
  const isFree = (target: EventTarget | null): boolean => {
    if (isWrittenIn(target)) return false;
    const control = target instanceof Element ? target.closest(PRESSED) : null;
    return control === null || control === clicked;
  };
  const onKey = (event: KeyboardEvent, isFlickering: boolean): void => {
    if (event.key === 'Tab') clicked = null;
    if (!KEYS.includes(event.code) || (isFlickering && !isFree(event.target))) return;
    const { isFlickering: was } = useStore.getState();
    if (isFlickering || was) event.preventDefault();
    setView({ isFlickering });
  };
  const on = { signal: life.signal };
  window.addEventListener('keydown', (event) => onKey(event, true), on);
  window.addEventListener('keyup', (event) => onKey(event, false), on);
  window.addEventListener('blur', () => setView({ isFlickering: false }), on);
  window.addEventListener(
    'pointerdown',
    ({ target }) => {
      clicked = target instanceof Element ? target.closest(PRESSED) : null;
    },
    { ...on, capture: true },
  );
  return () => life.abort();
}
