import { applyLasso } from '@/state/edit/lasso';
import { lineTool } from './line-tool';
import type { Tool } from './tool';

/** A loop and its loose end. */
const LOOP =
  'M8 2c-3.5 0-6 1.6-6 3.8s2.5 3.8 6 3.8 6-1.6 6-3.8S11.5 2 8 2M4.5 9c-1.6 1.2-1.2 4 1 5';

/** Adds the area inside a drawn line; with Alt or the right button takes it away. */
export const lasso: Tool = {
  ...lineTool('lasso', true, (points, isInverted) => applyLasso(points, isInverted)),
  effect: 'adds',
  glyph: LOOP,
};

export const lassoErase: Tool = {
  ...lineTool('lasso-erase', true, (points, isInverted) => applyLasso(points, !isInverted)),
  effect: 'takes away',
  glyph: LOOP,
};
