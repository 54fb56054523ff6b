import type { ResultFacts } from '@/state/store/document-slice';
import { FIRST_KEPT_WEIGHTS, WEIGHTS } from '@/state/store/model-facts';
import { t } from '@/state/text/translate';

type Made = Pick<ResultFacts, 'modelVersion'>;

/** Which model made a mask; without a mask, the model of this app. */
export function describeModel(result: Made | null): string {
  const version = result ? result.modelVersion : WEIGHTS.version;
  return version === null
    ? t('model.before', { version: FIRST_KEPT_WEIGHTS })
    : t('model.version', { version });
}

/** Whether a mask was made by other weights than those of this app. */
export function isOfOtherModel({ modelVersion }: Made): boolean {
  return modelVersion !== WEIGHTS.version;
}
