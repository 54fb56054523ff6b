import type { ReactNode } from 'react';
import { t } from '@/state/messages/translate';
import { EngineCard } from './engine-card';
import { FailureCard } from './failure-card';
import { RestoreCard } from './restore-card';
import { RunProgress } from './run-progress';
import css from './stage.module.css';
import { ToolOptions } from './tool-options';
import { ToolRail } from './tool-rail';
import { ViewControls } from './view-controls';

/** The canvas and what floats over it. */
export function Stage({ canvas }: { readonly canvas: ReactNode }) {
  return (
    <main className={css.stage} aria-label={t('stage.title')}>
      {canvas}
      <FailureCard />
      <div className={css.messages}>
        <EngineCard />
        <RunProgress />
        <RestoreCard />
      </div>
      <div className={css.tools}>
        <ToolRail />
        <ToolOptions />
      </div>
      <div className={css.view}>
        <ViewControls />
      </div>
    </main>
  );
}
