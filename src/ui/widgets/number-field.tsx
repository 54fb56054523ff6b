import { type KeyboardEvent, useId, useState } from 'react';
import { formatTyped } from '@/state/text/format-number';
import { t } from '@/state/text/translate';
import { type NumberRule, readTypedNumber } from '@/state/text/typed-number';
import css from './number-field.module.css';

interface Props {
  readonly label: string;
  /** `null` shows an empty field. */
  readonly value: number | null;
  readonly rule: NumberRule;
  /** Step of the arrow keys; without it they only move the caret. */
  readonly step?: number;
  /** Called on Enter and on leaving, with a number that the rule accepts. */
  onCommit(value: number): void;
  /** Called instead when the field was emptied. Without it the old number comes back. */
  onClear?(): void;
}

/**
 * A number that takes effect when the user has finished, not at each key. Text that the rule
 * refuses stays in the field with the reason beside it, and the number in force does not change.
 */
export function NumberField({ label, value, rule, step, onCommit, onClear }: Props) {
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const shown = value === null ? '' : formatTyped(value);

  const edit = (text: string | null): void => {
    setDraft(text);
    setProblem(null);
  };

  const commit = (): void => {
    if (draft === null) return;
    if (draft.trim() === '') {
      edit(null);
      if (value !== null) onClear?.();
      return;
    }
    const typed = readTypedNumber(draft, rule);
    if ('problem' in typed) {
      setProblem(t(typed.problem, typed.values));
      return;
    }
    edit(null);
    if (typed.value !== value) onCommit(typed.value);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') commit();
    if (event.key === 'Escape') edit(null);
    const direction = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!direction || !step) return;
    const from = readTypedNumber(draft ?? shown, rule);
    if ('problem' in from) return;
    event.preventDefault();
    edit(formatTyped(Math.min(rule.max, Math.max(rule.min, from.value + direction * step))));
  };

  return (
    <div className={css.row}>
      <label htmlFor={id}>{label}</label>
      <div className={css.field}>
        <input
          id={id}
          type="text"
          inputMode="decimal"
          autoComplete="off"
          spellCheck={false}
          value={draft ?? shown}
          aria-invalid={problem !== null}
          aria-describedby={problem === null ? undefined : `${id}-problem`}
          onChange={(event) => edit(event.target.value)}
          onBlur={commit}
          onKeyDown={onKeyDown}
        />
        <span aria-hidden="true">{rule.unit}</span>
      </div>
      {problem === null ? null : (
        <p id={`${id}-problem`} role="alert" className={css.problem}>
          {problem}
        </p>
      )}
    </div>
  );
}
