import { ImageDown } from 'lucide-react';
import { type ReactNode, useLayoutEffect, useState } from 'react';
import { openFiles } from '@/state/open/open-files';
import { t } from '@/state/text/translate';
import css from './drop-zone.module.css';

/**
 * Takes files dropped anywhere on the page or pasted into it: from the moment that it shows, for which
 * an effect after painting comes too late.
 */
export function DropZone({ children }: { readonly children: ReactNode }) {
  const isOver = useDrop();
  usePaste();
  return (
    <div className={css.zone} data-testid="dropzone">
      {children}
      {isOver ? (
        <div className={css.target}>
          <ImageDown size={28} strokeWidth={1.5} aria-hidden="true" />
          <p>{t('drop.release')}</p>
        </div>
      ) : null}
    </div>
  );
}

/** Opens files that are dropped on the window. Reports whether files are held over it. */
function useDrop(): boolean {
  const [isOver, setIsOver] = useState(false);
  useLayoutEffect(() => {
    // Entering a child fires before leaving its parent: the drag is gone when all were left.
    let entered = 0;
    // A thumbnail that is dragged comes with a file: it is listed already.
    let isOwn = false;
    const life = new AbortController();
    const { signal } = life;
    const setOwn = (event: Event): void => {
      isOwn = event.type === 'dragstart';
    };
    window.addEventListener('dragstart', setOwn, { signal });
    window.addEventListener('dragend', setOwn, { signal });
    const on = (name: 'dragenter' | 'dragover' | 'dragleave' | 'drop', act: DragListener): void =>
      window.addEventListener(
        name,
        (event) => {
          const { dataTransfer } = event;
          if (!dataTransfer?.types.includes('Files')) return;
          event.preventDefault(); // otherwise the browser leaves the page for the file
          if (!isOwn) act(dataTransfer);
        },
        { signal },
      );
    on('dragenter', () => {
      entered++;
      setIsOver(true);
    });
    on('dragover', (data) => {
      data.dropEffect = 'copy';
    });
    on('dragleave', () => {
      entered = Math.max(0, entered - 1);
      if (entered === 0) setIsOver(false);
    });
    on('drop', (data) => {
      entered = 0;
      setIsOver(false);
      void openFiles([...data.files]);
    });
    return () => life.abort();
  }, []);
  return isOver;
}

type DragListener = (data: DataTransfer) => void;

function usePaste(): void {
  useLayoutEffect(() => {
    const onPaste = (event: ClipboardEvent): void => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      void openFiles(files);
    };
    window.addEventListener('paste', onPaste);
    return () => window.removeEventListener('paste', onPaste);
  }, []);
}
