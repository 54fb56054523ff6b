import {
  Check,
  CircleDot,
  CircleHelp,
  CircleMinus,
  CircleOff,
  CirclePlus,
  CircleStop,
  Columns2,
  Contrast,
  Cpu,
  Crop,
  createLucideIcon,
  Dot,
  Download,
  Eye,
  Filter,
  Flag,
  FolderInput,
  FolderOpen,
  HardDrive,
  ImageDown,
  Info,
  Layers,
  type LucideIcon,
  Maximize,
  Maximize2,
  Merge,
  PaintbrushVertical,
  PenLine,
  Redo2,
  RefreshCw,
  RotateCcw,
  Scan,
  Search,
  ShieldCheck,
  SquareDashed,
  SunMoon,
  Trash2,
  Undo2,
  WandSparkles,
  Waves,
  X,
  ZoomIn,
  ZoomOut,
} from 'lucide-react';
import type { CommandId } from '@/state/commands/commands';
import { toolRows } from '@/state/store/tools';

const icons: Readonly<Partial<Record<CommandId, LucideIcon>>> = {
  open: FolderOpen,
  'export-labels': Layers,
  'export-overlay': ImageDown,
  'load-reference': Columns2,
  'load-mask': FolderInput,
  'close-image': Trash2,
  undo: Undo2,
  redo: Redo2,
  'segment-again': RefreshCw,
  cancel: CircleStop,
  'toggle-mask': Eye,
  fit: Maximize,
  'zoom-pixels': Scan,
  'zoom-in': ZoomIn,
  'zoom-out': ZoomOut,
  'toggle-style': PaintbrushVertical,
  'toggle-doubt': Contrast,
  swipe: Columns2,
  palette: Search,
  theme: SunMoon,
  help: CircleHelp,
  engine: Cpu,
  storage: HardDrive,
  about: Info,
  privacy: ShieldCheck,
  accepted: Check,
  rejected: X,
  flagged: Flag,
  'pen-only': PenLine,
  'merge-objects': Merge,
  'delete-objects': Trash2,
  'keep-selected': Crop,
  'select-all': SquareDashed,
  'refine-from-mask': WandSparkles,
  'clear-clicks': CircleOff,
  'back-to-ai': RotateCcw,
  'keep-largest': Maximize2,
  'fill-holes': CircleDot,
  'remove-small': Filter,
  smooth: Waves,
  grow: CirclePlus,
  shrink: CircleMinus,
};

const toolIcons: Readonly<Record<string, LucideIcon>> = Object.fromEntries(
  toolRows.map(({ id, icon }) => [`tool-${id}`, iconOf(id, icon)]),
);

function iconOf(name: string, paths: readonly string[]): LucideIcon {
  return createLucideIcon({ name, size: 24, node: paths.map((d) => ['path', { d, key: d }]) });
}

/**
 * The icon of a command; one for all exports without their own, a dot for commands that only appear
 * in lists.
 */
export function CommandIcon({ id, size = 16 }: { readonly id: CommandId; readonly size?: number }) {
  const Icon = icons[id] ?? toolIcons[id] ?? (id.startsWith('export-') ? Download : Dot);
  return <Icon size={size} strokeWidth={1.75} aria-hidden="true" />;
}
