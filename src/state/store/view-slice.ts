import type { View } from '@/core/geometry';
import type { PaletteName } from '@/core/labels/palette';
import type { ImagePoint, ScreenPoint, Size } from '@/core/types';
import type { MaskChoice } from '@/pixels/protocol';
import type { Failure } from '@/state/failures/failure-shape';
import { LANGUAGES } from '@/state/text/languages';
import type { MessageKey, MessageValues } from '@/state/text/translate';

/** What one side of the swipe shows. */
export type Layer = 'image' | 'ai' | 'reviewed' | 'reference' | 'difference';

/** How objects are drawn. */
export type MaskStyle = 'fill' | 'outline' | 'hatch';

export type Dialog =
  | 'help'
  | 'palette'
  | 'about'
  | 'privacy'
  | 'engine'
  | 'storage'
  | 'mask-reading'
  | null;

/** A mask file that can mean several things; the user says which. */
export interface MaskQuestion {
  readonly imageId: string;
  readonly file: string;
  readonly role: 'reference' | 'start';
  /** The likeliest first; their pictures are outside the store. */
  readonly choices: readonly Omit<MaskChoice, 'preview'>[];
  /** Index of the one that is chosen unless the user says otherwise. */
  readonly proposed: number;
}

/** Commands that a notice may offer; commands.ts checks that each is one. */
export type Offer = 'open' | 'save-session' | 'storage';

export interface Notice {
  readonly id: number;
  readonly kind: 'info' | 'warning' | 'error';
  readonly message: MessageKey;
  readonly values: MessageValues;
  /** What failed; the message's `{reason}` is its sentence and next step. */
  readonly failure?: Failure;
  /** A command offered as the way on. */
  readonly command: Offer | null;
}

/** A menu of commands at a place of the page, in CSS pixels of the window. */
export interface ContextMenuRequest {
  readonly x: number;
  readonly y: number;
  readonly commandIds: readonly string[];
}

export interface ViewSlice {
  readonly canvasSize: Size;
  readonly view: View;
  /** Device pixels per CSS pixel: the screen's and the browser's zoom together. */
  readonly pixelRatio: number;
  /** The pointer's place on the canvas; `null` when it is elsewhere. */
  readonly pointer: ScreenPoint | null;
  /**
   * The keys' crosshair in the image, independent of the view; `null` while a pointing device is
   * used.
   */
  readonly crosshair: ImagePoint | null;
  /** Alt or the right button inverts the tool: what adds removes. */
  readonly isInverse: boolean;
  /** Of the fill, 0–1; `null` until the user chooses: as the modality wants it (`selectOpacity`). */
  readonly opacity: number | null;
  readonly isMaskVisible: boolean;
  readonly style: MaskStyle;
  readonly palette: PaletteName;
  /** The doubtful band of probabilities that is hatched; `null` hatches nothing. */
  readonly doubtBand: { readonly low: number; readonly high: number } | null;
  readonly brightness: number;
  readonly contrast: number;
  /**
   * Swipe comparison: two layers and the divider's position 0–1; `null` shows only the reviewed
   * mask.
   */
  readonly swipe: { readonly left: Layer; readonly right: Layer; readonly at: number } | null;
  /** While held, the mask is hidden. */
  readonly isFlickering: boolean;
  /** Labels selected on canvas and in the table. */
  readonly selection: readonly number[];
  readonly hoveredLabel: number;
  /** The decoder is working on clicks. */
  readonly isRefining: boolean;
  readonly contextMenu: ContextMenuRequest | null;
  readonly dialog: Dialog;
  /** What the dialog `mask-reading` asks. */
  readonly maskQuestion: MaskQuestion | null;
  readonly panel: 'images' | 'result' | null;
  readonly theme: 'system' | 'light' | 'dark';
  /** Id of the language that the user chose; `null` follows the browser. */
  readonly language: string | null;
  /** Id of the language that every text is in now. */
  readonly spokenLanguage: string;
  readonly notices: readonly Notice[];
}

export const initialView: ViewSlice = {
  canvasSize: { width: 0, height: 0 },
  view: { scale: 1, offsetX: 0, offsetY: 0 },
  pixelRatio: 1,
  pointer: null,
  crosshair: null,
  isInverse: false,
  opacity: null,
  isMaskVisible: true,
  style: 'fill',
  palette: 'bright',
  doubtBand: null,
  brightness: 1,
  contrast: 1,
  swipe: null,
  isFlickering: false,
  selection: [],
  hoveredLabel: 0,
  isRefining: false,
  contextMenu: null,
  dialog: null,
  maskQuestion: null,
  panel: null,
  theme: 'system',
  language: null,
  spokenLanguage: LANGUAGES[0].id,
  notices: [],
};
