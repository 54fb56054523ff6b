import { wholeRect } from '@/core/geometry';
import { crop } from '@/core/grid/crop';
import { clickReach } from '@/core/objects/click-reach';
import { thresholdLevel } from '@/core/objects/threshold';
import type { Click, Rect } from '@/core/types';
import { modalityOf } from '@/model/contract';
import { planFor, rectOfTiles, tilesAt } from '@/model/plan';
import type { RefineRequest } from '@/model/protocol';
import { mergeArea } from '@/state/edit/area';
import { editEnded } from '@/state/edit/open-edit';
import { replaceEditsIn } from '@/state/edit/replace';
import { commitStep } from '@/state/edit/steps';
import { arraysOf } from '@/state/image/layers';
import { type ImageEntry, isReady } from '@/state/store/document-slice';
import { selectReadyImage } from '@/state/store/selectors';
import { imageById, notify, useStore } from '@/state/store/store';
import type { MessageKey } from '@/state/text/translate';
import {
  type Draft,
  drawIn,
  dropClicks,
  handMask,
  labelsIn,
  maskOf,
  startDraft,
  takeNew,
} from './draft';
import { micronsPerPixel, queueRefinement, type Refinement } from './refinement';

/**
 * Gives the model a click. It changes the mask around the click, starting from the mask before any
 * click.
 */
export function addClick(click: Click): Promise<void> {
  return refine('step.click', async (draft, refinement) => {
    const clicks = [...draft.image.clicks, click];
    await drawNewest(draft, refinement, clicks);
    return clicks;
  });
}

/** Removes one click. The others are given again, on the mask before the first. */
export function removeClick(index: number): Promise<void> {
  return refine('step.clickRemoved', async (draft, refinement) => {
    const clicks = draft.image.clicks.filter((_, i) => i !== index);
    dropClicks(draft);
    for (const i of clicks.keys()) await drawNewest(draft, refinement, clicks.slice(0, i + 1));
    return clicks;
  });
}

/** Forgets the clicks without changing the mask. */
export function clearClicks(): void {
  const image = selectReadyImage(useStore.getState());
  if (!image || image.clicks.length === 0) return;
  const clicks = { before: image.clicks, after: [] };
  commitStep(image.id, { label: 'step.clicksCleared', patch: null, clicks });
}

/** Sends the reviewed mask through the CP-Encoder: the model draws its borders again from it. */
export function refineFromMask(): Promise<void> {
  return refine('step.fromMask', async (draft, refinement) => {
    const { image, own } = draft;
    const prior = { rect: wholeRect(own.size), mask: maskOf(own.reviewed) };
    const { rect, probability } = await refinement.ask(draft, [], prior);
    const before = labelsIn(draft, rect);
    const level = thresholdLevel(image.settings.threshold);
    const area = probability.map((p) => (p >= level ? 1 : 0));
    const kept = before.map((was, i) => (area[i] === 1 ? was : 0));
    const wanted = mergeArea(image, rect, kept, area, (count) => takeNew(draft, count));
    drawIn(draft, rect, wanted, (i) => wanted[i] !== before[i]);
    return image.clicks;
  });
}

/** Asks the model and draws what it answers. @returns the clicks that count then */
type Draw = (draft: Draft, refinement: Refinement) => Promise<readonly Click[]>;

async function refine(message: MessageKey, draw: Draw): Promise<void> {
  const image = selectReadyImage(useStore.getState());
  if (!image) return;
  await queueRefinement(image.id, async (refinement) => {
    const draft = await prepare(refinement);
    if (!draft) return true;
    const clicks = await draw(draft, refinement);
    await editEnded(image.id);
    if (!refinement.isOpen) return true;
    if (imageById(image.id)?.mask?.revision !== draft.image.mask.revision) return false;
    commit(draft, message, clicks);
    return true;
  });
}

/** `null` when there is nothing to refine any more. */
async function prepare(refinement: Refinement): Promise<Draft | null> {
  const { imageId } = refinement;
  await editEnded(imageId);
  const image = imageById(imageId);
  const own = arraysOf(imageId);
  return refinement.isOpen && image && isReady(image) && own ? startDraft(image, own) : null;
}

/**
 * Asks the model about the newest of some clicks, given with those before it, as in training: on the
 * mask before any of them. Costs as much as the tiles that hold the click.
 */
async function drawNewest(
  draft: Draft,
  refinement: Refinement,
  clicks: readonly Click[],
): Promise<void> {
  const { image, own } = draft;
  const newest = clicks.at(-1) as Click;
  const { rect, probability } = await refinement.ask(draft, clicks, priorOf(draft, newest));
  const before = labelsIn(draft, rect);
  const automatic = crop(own.probability, own.size.width, rect);
  const level = thresholdLevel(image.settings.threshold);
  const given = clicks.map((click) => inside(rect, click));
  const reach = clickReach(rect, before, probability, automatic, level, given);
  if (!reach) return;
  const wanted = newest.belongs
    ? mergeArea(image, rect, before, reach, (count) => takeNew(draft, count))
    : before.map((was, i) => (reach[i] === 1 ? 0 : was));
  drawIn(draft, rect, wanted, (i) => reach[i] === 1);
}

/** `null` where nothing was done by hand: the decoder's own logits say more than the mask. */
function priorOf(draft: Draft, { at }: Click): RefineRequest['prior'] {
  const { image, own } = draft;
  const { modality } = image.mask.result;
  const plan = planFor(modalityOf(modality.name), own.size, micronsPerPixel(image));
  const rect = rectOfTiles(plan, tilesAt(plan, at));
  const mask = handMask(draft, rect);
  return mask && { rect, mask };
}

/** A click in the frame of a rectangle. */
function inside(rect: Rect, { at, belongs }: Click): Click {
  return { at: { x: at.x - rect.x, y: at.y - rect.y }, belongs };
}

function commit(
  { image, drawn, nextLabel }: Draft,
  message: MessageKey,
  clicks: ImageEntry['clicks'],
): void {
  const isChange = replaceEditsIn(image.id, drawn, message, {
    ...(clicks === image.clicks ? {} : { clicks: { before: image.clicks, after: clicks } }),
    ...(nextLabel === image.nextLabel
      ? {}
      : { nextLabel: { before: image.nextLabel, after: nextLabel } }),
  });
  if (isChange || message === 'step.clickRemoved') return;
  const values = { file: image.name };
  notify({ kind: 'info', message: 'notice.refinedNothing', values, command: null });
}
