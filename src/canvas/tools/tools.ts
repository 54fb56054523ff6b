import type { ToolId } from '@/state/tool-slice';
import { pan } from './pan';
import type { Tool } from './tool';

/** The table of tools. */
export const tools: Readonly<Partial<Record<ToolId, Tool>>> = { pan };
