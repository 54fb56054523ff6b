import { applyLasso } from '@/state/edit/lasso';
import { lineTool } from './line-tool';

/** Adds the area inside a drawn line; with Alt or the right button takes it away. */
export const lasso = lineTool(true, (points, isInverted) => applyLasso(points, isInverted));

/** The other way round. */
export const lassoErase = lineTool(true, (points, isInverted) => applyLasso(points, !isInverted));
