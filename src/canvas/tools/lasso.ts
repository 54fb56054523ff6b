import { applyLasso } from '@/state/edit/lasso';
import { lineTool } from './line-tool';

/** Adds the area inside a drawn line. Alt or the right button removes it. */
export const lasso = lineTool(true, (points, isInverted) => applyLasso(points, isInverted));

/** Removes instead of adding. */
export const lassoErase = lineTool(true, (points, isInverted) => applyLasso(points, !isInverted));
