import { applyLasso } from '@/state/actions/areas';
import { lineTool } from './line-tool';

/** Adds the area inside a drawn line; with Alt or the right button takes it away. */
export const lasso = lineTool('lasso', true, (points, isInverted) =>
  applyLasso(points, isInverted),
);

export const lassoErase = lineTool('lasso-erase', true, (points, isInverted) =>
  applyLasso(points, !isInverted),
);
