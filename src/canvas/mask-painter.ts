import { clipRect, type View } from '@/core/geometry';
import { colourOf, DIFFERENCE_COLOURS, PALETTES, type PaletteName } from '@/core/labels/palette';
import { MAX_LABEL, type Rect, type Size } from '@/core/types';
import type { ImageArrays } from '@/state/image/layers';
import type { Layer, MaskStyle } from '@/state/store/view-slice';
import { ADDED, type MaskPaint, paintMask, REASSIGNED, REMOVED } from './paint-mask';

/** The most pixels of the mask's canvas, so that a repaint stays within one frame. */
const MOST_CANVAS_PIXELS = 2.4e6;

/** An image's arrays, and labels to show instead of the reviewed ones during a preview. */
export interface ShownArrays extends ImageArrays {
  readonly preview: Uint16Array | null;
}

/** The user's choices about how masks look. */
export interface MaskLook {
  readonly isVisible: boolean;
  readonly style: MaskStyle;
  readonly palette: PaletteName;
  readonly opacity: number;
  readonly selection: readonly number[];
  readonly hoveredLabel: number;
  readonly doubtBand: { readonly low: number; readonly high: number } | null;
  readonly swipe: { readonly left: Layer; readonly right: Layer; readonly at: number } | null;
}

/**
 * Keeps a canvas of the stage's size painted with the mask, as a whole or one rectangle at a time.
 */
export class MaskPainter {
  readonly canvas = document.createElement('canvas');
  private readonly context: CanvasRenderingContext2D;
  private pixelRatio = 1;
  private fill = new Uint32Array(MAX_LABEL + 1);
  private contour = new Uint32Array(MAX_LABEL + 1);
  private lookKey = '';

  constructor() {
    const context = this.canvas.getContext('2d', { willReadFrequently: false });
    if (!context) throw new Error('This browser gives no 2D canvas');
    this.context = context;
  }

  resize(size: Size, devicePixelRatio: number): void {
    const area = Math.max(1, size.width * size.height);
    this.pixelRatio = Math.min(devicePixelRatio, Math.sqrt(MOST_CANVAS_PIXELS / area));
    this.canvas.width = Math.max(1, Math.round(size.width * this.pixelRatio));
    this.canvas.height = Math.max(1, Math.round(size.height * this.pixelRatio));
  }

  /**
   * Repaints a part of the canvas.
   *
   * @param imageRect the part of the image that changed; `null` repaints everything
   * @returns the part of the canvas that was painted, in canvas pixels; `null` when none was
   *   visible
   */
  paint(
    arrays: ShownArrays | undefined,
    view: View,
    look: MaskLook,
    imageRect: Rect | null,
  ): Rect | null {
    const { width, height } = this.canvas;
    if (!arrays || !look.isVisible) {
      this.context.clearRect(0, 0, width, height);
      return { x: 0, y: 0, width, height };
    }
    this.updateColours(look);
    const dirty = clipRect(
      imageRect ? this.toCanvas(imageRect, view) : { x: 0, y: 0, width, height },
      this.canvas,
    );
    if (!dirty) return null;
    if (!look.swipe) {
      this.paintLayer('reviewed', dirty, arrays, view, look);
      return dirty;
    }
    const divider = Math.round(look.swipe.at * width);
    const left = clipRect(dirty, { width: divider, height });
    if (left) this.paintLayer(look.swipe.left, left, arrays, view, look);
    const from = Math.max(dirty.x, divider);
    const right = { ...dirty, x: from, width: dirty.x + dirty.width - from };
    if (right.width > 0) this.paintLayer(look.swipe.right, right, arrays, view, look);
    return dirty;
  }

  private paintLayer(
    layer: Layer,
    area: Rect,
    arrays: ShownArrays,
    view: View,
    look: MaskLook,
  ): void {
    const { ai, reference } = arrays;
    const reviewed = arrays.preview ?? arrays.reviewed;
    const isDifference = layer === 'difference';
    const labels = { image: null, ai, reviewed, reference, difference: reviewed };
    const pixels = this.context.createImageData(area.width, area.height);
    const paint: MaskPaint = {
      size: arrays.size,
      labels: labels[layer],
      against: isDifference ? ai : null,
      probability: look.doubtBand && layer !== 'reference' ? arrays.probability : null,
      doubtLow: Math.round((look.doubtBand?.low ?? 0) * 255),
      doubtHigh: Math.round((look.doubtBand?.high ?? 0) * 255),
      fill: isDifference ? DIFFERENCE_FILL : this.fill,
      contour: isDifference ? DIFFERENCE_CONTOUR : this.contour,
      isHatched: look.style === 'hatch',
    };
    paintMask(new Uint32Array(pixels.data.buffer), area, view, this.pixelRatio, paint);
    this.context.putImageData(pixels, area.x, area.y);
  }

  /** The canvas pixels that an image rectangle can change, contour included. */
  private toCanvas(rect: Rect, view: View): Rect {
    const ratio = this.pixelRatio;
    const x = Math.floor((rect.x * view.scale + view.offsetX) * ratio) - 2;
    const y = Math.floor((rect.y * view.scale + view.offsetY) * ratio) - 2;
    const right = Math.ceil(((rect.x + rect.width) * view.scale + view.offsetX) * ratio) + 2;
    const bottom = Math.ceil(((rect.y + rect.height) * view.scale + view.offsetY) * ratio) + 2;
    return { x, y, width: right - x, height: bottom - y };
  }

  private updateColours(look: MaskLook): void {
    const key = JSON.stringify([
      look.palette,
      look.opacity,
      look.style,
      look.selection,
      look.hoveredLabel,
    ]);
    if (key === this.lookKey) return;
    this.lookKey = key;
    const alpha = look.style === 'outline' ? 0 : look.opacity;
    const colours = PALETTES[look.palette];
    const fills = colours.map((colour) => rgba(colour, alpha));
    const contours = colours.map((colour) => rgba(colour, 1));
    for (let label = 1, at = 0; label <= MAX_LABEL; label++) {
      this.fill[label] = fills[at] as number;
      this.contour[label] = contours[at] as number;
      at = at + 1 === colours.length ? 0 : at + 1;
    }
    const lit = look.hoveredLabel > 0 ? [look.hoveredLabel] : [];
    for (const label of [...lit, ...look.selection]) {
      this.fill[label] = rgba(colourOf(look.palette, label), Math.min(1, look.opacity + 0.3));
    }
    for (const label of look.selection) this.contour[label] = rgba([255, 255, 255], 1);
  }
}

function rgba([red, green, blue]: readonly [number, number, number], alpha: number): number {
  return ((Math.round(alpha * 255) << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

function differenceColours(alpha: number): Uint32Array {
  const colours = new Uint32Array(REASSIGNED + 1);
  colours[ADDED] = rgba(DIFFERENCE_COLOURS.added, alpha);
  colours[REMOVED] = rgba(DIFFERENCE_COLOURS.removed, alpha);
  colours[REASSIGNED] = rgba(DIFFERENCE_COLOURS.reassigned, alpha);
  return colours;
}

const DIFFERENCE_FILL = differenceColours(0.6);
const DIFFERENCE_CONTOUR = differenceColours(1);
