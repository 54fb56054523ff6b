import { lazy, Suspense } from 'react';
import { useStore } from './state/store/store';
import { Shell } from './ui/shell/shell';

// Konva is a third of the code and not needed for the first screen.
const loadCanvas = () => import('@/canvas/canvas');
const Canvas = lazy(async () => ({ default: (await loadCanvas()).Canvas }));

/**
 * Fetches the canvas while the user reads the first screen, so that the first image does not wait.
 */
export function prepareCanvas(): void {
  void loadCanvas();
}

/** A new language draws the whole page again, because texts are looked up while drawing. */
export function App() {
  const language = useStore((state) => state.spokenLanguage);
  return (
    <Shell
      key={language}
      canvas={
        <Suspense>
          <Canvas />
        </Suspense>
      }
    />
  );
}
