import type { ReactNode } from 'react';
import { t } from '@/state/text/translate';
import { ToolOptions } from '@/ui/edit/tool-options';
import { ToolRail } from '@/ui/edit/tool-rail';
import { RestoreCard } from '@/ui/keep/restore-card';
import { EngineCard } from '@/ui/segment/engine-card';
import { RunProgress } from '@/ui/segment/run-progress';
import { ViewControls } from '@/ui/view/view-controls';
import { FailureCard } from './failure-card';
import css from './stage.module.css';

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
