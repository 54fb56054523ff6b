import type { App } from './app';

/** A point of the page, in CSS pixels. */
export interface PagePoint {
  readonly x: number;
  readonly y: number;
}

/** A point of the picture, in image pixels; the middle of the first pixel is (0.5, 0.5). */
export interface PicturePoint {
  readonly x: number;
  readonly y: number;
}

/** Boundaries of pixels are found to this share of a CSS pixel. */
const PRECISION = 1 / 32;

/** Where the picture lies on the page, as seen from outside: measured, not asked of the app. */
export class Sight {
  private constructor(
    /** CSS pixels an image pixel. */
    readonly scale: number,
    private readonly left: number,
    private readonly top: number,
  ) {}

  /** Finds pixel boundaries with the mouse, by what the status bar says is under it. */
  static async of(app: App): Promise<Sight> {
    const box = await app.canvas.boundingBox();
    if (!box) throw new Error('The canvas is not on the page');
    const along = async (axis: 'x' | 'y', from: number, to: number): Promise<[number, number]> => {
      const across = { x: box.x + 0.7 * box.width, y: box.y + 0.6 * box.height };
      const pixel = async (at: number) => (await pixelAt(app, { ...across, [axis]: at }))[axis];
      const boundary = async (index: number): Promise<number> => {
        let [low, high] = [from, to];
        while (high - low > PRECISION) {
          const middle = (low + high) / 2;
          if ((await pixel(middle)) >= index) high = middle;
          else low = middle;
        }
        return low; // a place on the boundary itself is in the pixel that begins there
      };
      const [first, last] = [(await pixel(from)) + 1, await pixel(to)];
      const [start, end] = [await boundary(first), await boundary(last)];
      const scale = (end - start) / (last - first);
      return [scale, start - first * scale];
    };
    const [scale, left] = await along('x', box.x + 0.45 * box.width, box.x + 0.9 * box.width);
    const [, top] = await along('y', box.y + 0.3 * box.height, box.y + 0.7 * box.height);
    return new Sight(scale, left, top);
  }

  /** Image pixels that an arrow key moves the crosshair: one, or one CSS pixel of a picture shown smaller. */
  get keyStepPx(): number {
    return Math.max(1, 1 / this.scale);
  }

  toPicture(point: PagePoint): PicturePoint {
    return { x: (point.x - this.left) / this.scale, y: (point.y - this.top) / this.scale };
  }

  /**
   * The whole CSS pixel near a point of the picture that is best inside an image pixel: what it
   * points at does not hang on rounding.
   */
  toPage(point: PicturePoint): PagePoint {
    const near = (value: number, start: number): number => {
      const middle = Math.round(value * this.scale + start);
      const offMiddle = (at: number): number => {
        const inPicture = (at - start) / this.scale;
        return Math.abs(inPicture - Math.floor(inPicture) - 0.5);
      };
      return [middle - 1, middle, middle + 1].reduce((best, at) =>
        offMiddle(at) < offMiddle(best) ? at : best,
      );
    };
    return { x: near(point.x, this.left), y: near(point.y, this.top) };
  }
}

/** The image pixel that the status bar names while the mouse is at a point of the page. */
export async function pixelAt(app: App, at: PagePoint): Promise<PicturePoint> {
  await app.page.mouse.move(at.x, at.y);
  return pointedAt(app);
}

/** The image pixel that the status bar names. */
export async function pointedAt(app: App): Promise<PicturePoint> {
  const text = await app.page
    .getByRole('contentinfo')
    .getByText(/^x [\d,]+\s+y [\d,]+$/)
    .innerText();
  const [x, y] = text.replaceAll(',', '').match(/\d+/g)?.map(Number) ?? [];
  if (x === undefined || y === undefined) throw new Error(`No position in "${text}"`);
  return { x, y };
}
