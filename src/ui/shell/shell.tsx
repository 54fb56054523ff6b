import { type ReactNode, useEffect } from 'react';
import { useStore } from '@/state/store/store';
import { ContextMenu } from '@/ui/commands/context-menu';
import { useHotkeys } from '@/ui/commands/hotkeys';
import { DropZone } from '@/ui/open/drop-zone';
import { Welcome } from '@/ui/open/welcome';
import { ImageList } from '@/ui/review/image-list';
import { Dialogs } from './dialogs';
import { Notices } from './notices';
import { ResultPanel } from './result-panel';
import css from './shell.module.css';
import { Stage } from './stage';
import { StatusBar } from './status-bar';
import { TopBar } from './top-bar';

/** The page: bars, panels and what floats over them, around the canvas. */
export function Shell({ canvas }: { readonly canvas: ReactNode }) {
  const hasImages = useStore((state) => state.order.length > 0);
  useHotkeys();
  useTheme();
  return (
    <DropZone>
      <div className={`${css.shell} ${hasImages ? css.work : ''}`}>
        <TopBar />
        {hasImages ? (
          <>
            <ImageList />
            <Stage canvas={canvas} />
            <ResultPanel />
          </>
        ) : (
          <Welcome />
        )}
        <StatusBar />
      </div>
      <Notices />
      <Dialogs />
      <ContextMenu />
    </DropZone>
  );
}

/** Puts the chosen theme on the root, where app.css reads it. */
function useTheme(): void {
  const theme = useStore((state) => state.theme);
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }, [theme]);
}
