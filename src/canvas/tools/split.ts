import { splitAlong } from '@/state/edit/split';
import { lineTool } from './line-tool';

/** Cuts the objects that a drawn line crosses. */
export const split = lineTool(false, (points) => void splitAlong(points));
