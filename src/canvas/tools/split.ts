import { splitAlong } from '@/state/actions/areas';
import { lineTool } from './line-tool';

/** Cuts the objects that a drawn line crosses. */
export const split = lineTool('split', false, (points) => void splitAlong(points));
