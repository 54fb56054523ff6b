import { named } from '@/core/errors';
import { inOrder } from '@/core/queues';
import type { Click } from '@/core/types';
import type { ProbabilityPatch, RefineRequest } from '@/model/protocol';
import { beginUnfinished, endUnfinished } from '@/state/history/unfinished';
import type { ImageEntry } from '@/state/store/document-slice';
import { notifyFailure } from '@/state/store/notify-failure';
import { engine } from '@/state/store/services';
import { imageById, setProgress, setView } from '@/state/store/store';
import type { Draft } from './draft';

/** A refinement that waits or runs. Taken back or left alone by its image, it ends without a trace. */
export interface Refinement {
  readonly imageId: string;
  readonly isOpen: boolean;
  /** Asks the model. @throws Cancelled once it was taken back */
  ask(
    draft: Draft,
    clicks: readonly Click[],
    prior: RefineRequest['prior'],
  ): Promise<ProbabilityPatch>;
}

interface UnderWay {
  readonly imageId: string;
  cancel(): void;
}

const underWay = new Set<UnderWay>();

/** Each starts from the mask that the one before made. */
const enqueue = inOrder();

/** Takes back what the model was asked on an image and has not answered. A run of the model goes on. */
export function cancelRefinements(imageId: string): void {
  for (const refinement of underWay) if (refinement.imageId === imageId) refinement.cancel();
}

/**
 * Does a refinement after those before it, unless it is taken back meanwhile. A failure is told.
 *
 * @param work answers whether it is done; it is done again when it is not
 */
export async function queueRefinement(
  imageId: string,
  work: (refinement: Refinement) => Promise<boolean>,
): Promise<void> {
  const { refinement, end } = begin(imageId);
  try {
    await enqueue(async () => {
      while (!(await work(refinement))) {
        // The mask was changed while the model worked: its answer is about another one.
      }
    });
  } catch (error) {
    const { name = '' } = imageById(imageId) ?? {};
    notifyFailure(error, { message: 'notice.refineFailed', values: { file: name } });
  } finally {
    end();
    setProgress(imageId, null);
  }
}

function begin(imageId: string): { refinement: Refinement; end: () => void } {
  let isOpen = true;
  let isAsking = false;
  const end = (): void => {
    if (!isOpen) return;
    isOpen = false;
    underWay.delete(work);
    endUnfinished(imageId, work);
    setView({ isRefining: underWay.size > 0 });
  };
  const cancel = (): void => {
    end();
    if (isAsking) void engine().cancel(imageId, 'refine');
  };
  const work = { imageId, settle: cancel, cancel };
  const refinement: Refinement = {
    imageId,
    get isOpen() {
      return isOpen;
    },
    async ask(draft, clicks, prior) {
      if (!isOpen) throw named('Cancelled', `The refinement of ${imageId} was taken back`);
      isAsking = true;
      try {
        return await engine().refine(requestOf(draft, clicks, prior), (progress) =>
          setProgress(imageId, progress),
        );
      } finally {
        isAsking = false;
      }
    },
  };
  underWay.add(work);
  beginUnfinished(imageId, work);
  setView({ isRefining: true });
  return { refinement, end };
}

function requestOf(
  { image, own }: Draft,
  clicks: readonly Click[],
  prior: RefineRequest['prior'],
): RefineRequest {
  return {
    imageId: image.id,
    size: own.size,
    modality: image.mask.result.modality.name,
    micronsPerPixel: micronsPerPixel(image),
    clicks,
    prior,
  };
}

/** The pixel size that the model is told; `null` when it is unknown. */
export function micronsPerPixel({ spacing }: ImageEntry): number | null {
  return spacing ? spacing.xMm * 1000 : null;
}
