import type { ErrorValues } from '@/core/errors';
import { chooseFormat } from '@/state/text/readable-formats';
import { isMessageKey } from '@/state/text/spoken-language';
import { t } from '@/state/text/translate';
import type { Failure } from './failure-shape';

/** What happened and what to do, in words. An unknown error shows its own message. */
export function describeFailure({ name, values, detail }: Failure): {
  readonly sentence: string;
  readonly next: string;
} {
  const reason = engineReason(values, detail);
  const all = { ...values, formats: chooseFormat(), reason, detail };
  return { sentence: t(`error.${name}`, all), next: t(`error.${name}.next`, all) };
}

/** Both as one text, for a message that says what was being done. */
export function reasonOf(failure: Failure): string {
  const { sentence, next } = describeFailure(failure);
  return `${sentence} ${next}`;
}

/** Why an engine was refused, as the end of a sentence. */
export function describeRefusal({ name, values, detail }: Failure): string {
  if (name === 'EngineUnavailable') return engineReason(values, detail);
  return describeFailure({ name, values, detail }).sentence.replace(/\.$/, '');
}

/** Known reasons have words; any other is shown as it came. */
function engineReason({ reason }: ErrorValues, detail: string): string {
  const key = `engineReason.${reason}`;
  return isMessageKey(key) ? t(key) : detail;
}
