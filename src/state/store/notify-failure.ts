import { isNamed } from '@/core/errors';
import { toFailure } from '@/state/failures/failure';
import type { MessageKey, MessageValues } from '@/state/text/translate';
import { notify } from './store';
import type { Notice, Offer } from './view-slice';

/** What was being done when it failed. */
export interface FailedDeed {
  /** A text with `{reason}`, the failure's own sentence and next step. */
  readonly message?: MessageKey;
  readonly values?: MessageValues;
  readonly kind?: Notice['kind'];
  /** A command offered as the way on. */
  readonly command?: Offer;
}

/**
 * Tells the user what failed, in the catalogue's words and with the failure's code. Cancelled work
 * is no failure and says nothing.
 */
export function notifyFailure(
  error: unknown,
  { message = 'notice.failure', values = {}, kind = 'error', command }: FailedDeed = {},
): void {
  if (isNamed(error, 'Cancelled')) return;
  notify({
    kind,
    message,
    values,
    failure: toFailure(error, values),
    command: command ?? null,
  });
}
