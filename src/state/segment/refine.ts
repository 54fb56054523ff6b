import { named } from '@/core/errors';
import { wholeRect } from '@/core/geometry';
import { crop } from '@/core/grid/crop';
import { applyPatch, revertPatch } from '@/core/labels/patch';
import { clickReach } from '@/core/objects/click-reach';
import { thresholdLevel } from '@/core/objects/threshold';
import { inOrder } from '@/core/queues';
import type { Click, Rect, Size } from '@/core/types';
import { unpackPatch } from '@/io/library/packed-patch';
import type { ProbabilityPatch } from '@/model/protocol';
import { mergeArea } from '@/state/edit/area';
import { editEnded } from '@/state/edit/open-edit';
import { replaceEdits } from '@/state/edit/replace';
import { commitStep } from '@/state/edit/steps';
import { stepsSinceFirstClick } from '@/state/history/history';
import { beginUnfinished, endUnfinished } from '@/state/history/unfinished';
import { freeLabels } from '@/state/image/labels';
import { arraysOf, composeLabels, editableArrays } from '@/state/image/layers';
import type { ImageEntry, ResultFacts } from '@/state/store/document-slice';
import { notifyFailure } from '@/state/store/notify-failure';
import { selectReadyImage } from '@/state/store/selectors';
import { engine } from '@/state/store/services';
import { imageById, useStore } from '@/state/store/store';
import type { MessageKey } from '@/state/text/translate';

/** Refinements run one after the other: each starts from the mask that the one before made. */
const enqueueRefinement = inOrder();

/** Gives the model a hint. It changes the mask around the click, from what was there before any click. */
export function addClick(click: Click): Promise<void> {
  return refine('step.click', (image, sheet, ask) => {
    const clicks = [...image.clicks, click];
    return drawClicks(image, sheet, ask, clicks, image.clicks.length);
  });
}

/** Takes back one hint: those that remain are given again, from the mask before the first. */
export function removeClick(index: number): Promise<void> {
  return refine('step.clickRemoved', (image, sheet, ask) => {
    const clicks = image.clicks.filter((_, i) => i !== index);
    sheet.edits.set(sheet.editsBefore);
    sheet.labels.set(sheet.labelsBefore);
    return drawClicks(image, sheet, ask, clicks, 0);
  });
}

/** Forgets the hints without touching the mask. */
export function clearClicks(): void {
  const image = selectReadyImage(useStore.getState());
  if (!image || image.clicks.length === 0) return;
  const clicks = { before: image.clicks, after: [] };
  commitStep(image.id, { label: 'step.clicksCleared', patch: null, clicks });
}

/** Sends the reviewed mask through the CP-Encoder: the model draws its borders anew from it. */
export function refineFromMask(): Promise<void> {
  return refine('step.fromMask', async (image, sheet, ask) => {
    const { rect, probability } = await ask([], maskOf(sheet.labels));
    const before = crop(sheet.labels, sheet.size.width, rect);
    const area = objectPixels(image, probability);
    const kept = before.map((was, i) => (area[i] === 1 ? was : 0));
    const wanted = mergeArea(image, rect, kept, area, sheet.takeNew);
    write(sheet, rect, wanted, (i) => wanted[i] !== before[i]);
    return image.clicks;
  });
}

/** A refinement that waits or runs. Taken back or left alone by its image, it ends without a trace. */
interface Refinement {
  readonly imageId: string;
  isOpen: boolean;
  isRunning: boolean;
  cancel(): void;
}

const underWay = new Set<Refinement>();

/** Takes back what the model was asked on an image and has not answered. A run of the model goes on. */
export function cancelRefinements(imageId: string): void {
  for (const refinement of underWay) if (refinement.imageId === imageId) refinement.cancel();
}

function begin(imageId: string): { refinement: Refinement; end: () => void } {
  const end = (): void => {
    if (!refinement.isOpen) return;
    refinement.isOpen = false;
    underWay.delete(refinement);
    endUnfinished(imageId, work);
    useStore.getState().setView({ isRefining: underWay.size > 0 });
  };
  const cancel = (): void => {
    end();
    if (refinement.isRunning) void engine().cancel(imageId, 'refine');
  };
  const refinement: Refinement = { imageId, isOpen: true, isRunning: false, cancel };
  const work = { settle: cancel, cancel };
  underWay.add(refinement);
  beginUnfinished(imageId, work);
  useStore.getState().setView({ isRefining: true });
  return { refinement, end };
}

/** Copies of an image's labels to draw on while the model works. */
interface Sheet {
  readonly size: Size;
  /** Edits and reviewed labels as they are to become. */
  readonly edits: Uint16Array;
  readonly labels: Uint16Array;
  /** As they would be without the clicks that count: what was done by hand since is in them. */
  readonly editsBefore: Uint16Array;
  readonly labelsBefore: Uint16Array;
  /** Whether a person had changed the mask before. */
  readonly isByHand: boolean;
  takeNew(count: number): number;
}

type Ask = (clicks: readonly Click[], prior: Uint8Array | null) => Promise<ProbabilityPatch>;
/** Draws on the sheet and answers the clicks that count then. */
type Draw = (image: ImageEntry, sheet: Sheet, ask: Ask) => Promise<readonly Click[]>;

function refine(label: MessageKey, draw: Draw): Promise<void> {
  const image = selectReadyImage(useStore.getState());
  if (!image) return Promise.resolve();
  const { refinement, end } = begin(image.id);
  return enqueueRefinement(() => refineOne(refinement, label, draw)).finally(end);
}

async function refineOne(refinement: Refinement, label: MessageKey, draw: Draw): Promise<void> {
  const { imageId } = refinement;
  const { name = '' } = imageById(imageId) ?? {};
  try {
    while (!(await drawOnce(refinement, label, draw))) {
      // The mask was changed while the model worked: its answer is about another one.
    }
  } catch (error) {
    notifyFailure(error, { message: 'notice.refineFailed', values: { file: name } });
  } finally {
    refinement.isRunning = false;
    useStore.getState().updateImage(imageId, { progress: null });
  }
}

/** @returns false when it is to be done again */
async function drawOnce(refinement: Refinement, label: MessageKey, draw: Draw): Promise<boolean> {
  const { imageId } = refinement;
  await editEnded(imageId);
  const image = imageById(imageId);
  if (!refinement.isOpen || !image?.result || !arraysOf(imageId)) return true;
  let nextLabel = image.nextLabel;
  const sheet = sheetOf(image, (count) => {
    const lowest = freeLabels(image, nextLabel, count);
    nextLabel = lowest - 1;
    return lowest;
  });
  refinement.isRunning = true;
  const clicks = await draw(image, sheet, (...question) => ask(refinement, image, ...question));
  refinement.isRunning = false;
  await editEnded(imageId);
  if (!refinement.isOpen) return true;
  if (imageById(imageId)?.revision !== image.revision) return false;
  const isChange = replaceEdits(imageId, sheet.edits, label, {
    ...(clicks === image.clicks ? {} : { clicks: { before: image.clicks, after: clicks } }),
    ...(nextLabel === image.nextLabel
      ? {}
      : { nextLabel: { before: image.nextLabel, after: nextLabel } }),
  });
  if (!isChange && label !== 'step.clickRemoved') {
    const values = { file: image.name };
    const notice = {
      kind: 'info',
      message: 'notice.refinedNothing',
      values,
      command: null,
    } as const;
    useStore.getState().notify(notice);
  }
  return true;
}

function ask(
  refinement: Refinement,
  image: ImageEntry,
  ...[clicks, mask]: Parameters<Ask>
): Promise<ProbabilityPatch> {
  const { size } = editableArrays(image.id);
  if (!refinement.isOpen) throw named('Cancelled', `The refinement of ${image.id} was taken back`);
  const request = {
    imageId: image.id,
    size,
    modality: (image.result as ResultFacts).modality.name,
    micronsPerPixel: image.spacing ? image.spacing.xMm * 1000 : null,
    clicks,
    prior: mask && { rect: wholeRect(size), mask },
  };
  return engine().refine(request, (progress) =>
    useStore.getState().updateImage(image.id, { progress }),
  );
}

function sheetOf(image: ImageEntry, takeNew: Sheet['takeNew']): Sheet {
  const own = editableArrays(image.id);
  const { size, edits, owners, reviewed } = own;
  const editsBefore = edits.slice();
  if (image.clicks.length > 0) {
    const steps = stepsSinceFirstClick(image.id);
    for (const { patch } of steps.toReversed())
      if (patch) revertPatch(editsBefore, unpackPatch(patch));
    for (const { patch, decided = patch, clicks } of steps)
      if (decided && !clicks) applyPatch(editsBefore, unpackPatch(decided));
  }
  const labelsBefore = composeLabels(own, editsBefore);
  const isByHand = [editsBefore, owners].some((layer) => layer?.some((value) => value > 0));
  const sheet = { size, edits: edits.slice(), labels: reviewed.slice() };
  return { ...sheet, editsBefore, labelsBefore, isByHand, takeNew };
}

/**
 * Gives the model the clicks from number `from` on, each with those before it, as in training: on
 * the mask before any of them.
 */
async function drawClicks(
  image: ImageEntry,
  sheet: Sheet,
  ask: Ask,
  clicks: readonly Click[],
  from: number,
): Promise<readonly Click[]> {
  // Where nothing was done by hand the decoder's own logits say more than the mask.
  const prior = sheet.isByHand ? maskOf(sheet.labelsBefore) : null;
  for (const [i, click] of clicks.entries()) {
    if (i < from) continue;
    const { rect, probability } = await ask(clicks.slice(0, i + 1), prior);
    const before = crop(sheet.labels, sheet.size.width, rect);
    const automatic = crop(editableArrays(image.id).probability, sheet.size.width, rect);
    const level = thresholdLevel(image.settings.threshold);
    const given = clicks.slice(0, i + 1).map((each) => inside(rect, each));
    const reach = clickReach(rect, before, probability, automatic, level, given);
    if (!reach) continue;
    const wanted = click.belongs
      ? mergeArea(image, rect, before, reach, sheet.takeNew)
      : before.map((was, j) => (reach[j] === 1 ? 0 : was));
    write(sheet, rect, wanted, (j) => reach[j] === 1);
  }
  return clicks;
}

/** A click in the frame of a rectangle. */
function inside(rect: Rect, { at, belongs }: Click): Click {
  return { at: { x: at.x - rect.x, y: at.y - rect.y }, belongs };
}

function write(
  { size, edits, labels }: Sheet,
  rect: Rect,
  wanted: Uint16Array,
  isWritten: (i: number) => boolean,
): void {
  for (let i = 0; i < wanted.length; i++) {
    if (!isWritten(i)) continue;
    const x = i % rect.width;
    const to = (rect.y + (i - x) / rect.width) * size.width + rect.x + x;
    labels[to] = wanted[i] as number;
    edits[to] = (wanted[i] as number) + 1;
  }
}

/** 1 where a probability counts as object under the image's threshold. */
function objectPixels(image: ImageEntry, probability: Uint8Array): Uint8Array {
  const level = thresholdLevel(image.settings.threshold);
  return probability.map((p) => (p >= level ? 1 : 0));
}

function maskOf(labels: Uint16Array): Uint8Array {
  const mask = new Uint8Array(labels.length);
  for (let i = 0; i < labels.length; i++) mask[i] = labels[i] === 0 ? 0 : 1;
  return mask;
}
