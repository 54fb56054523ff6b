import { useId, useState } from 'react';
import css from './number-field.module.css';

interface Props {
  readonly label: string;
  readonly unit: string;
  /** `null` shows an empty field. */
  readonly value: number | null;
  readonly min: number;
  readonly max: number;
  readonly step: number | 'any';
  /** Called on Enter and on leaving, with a number inside the range. */
  onCommit(value: number): void;
  /** Called in its place for a field that was emptied; without it the old number comes back. */
  onClear?(): void;
}

/** A number that takes effect when it is finished, not at each key. */
export function NumberField({ label, unit, value, min, max, step, onCommit, onClear }: Props) {
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);

  const commit = (): void => {
    if (draft === null) return;
    const next = Number.parseFloat(draft);
    setDraft(null);
    if (draft.trim() === '' && value !== null) onClear?.();
    if (Number.isFinite(next) && next !== value) onCommit(Math.min(max, Math.max(min, next)));
  };

  return (
    <div className={css.row}>
      <label htmlFor={id}>{label}</label>
      <div className={css.field}>
        <input
          id={id}
          type="number"
          inputMode="decimal"
          min={min}
          max={max}
          step={step}
          value={draft ?? value ?? ''}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={commit}
          onKeyDown={(event) => {
            if (event.key === 'Enter') commit();
            if (event.key === 'Escape') setDraft(null);
          }}
        />
        <span aria-hidden="true">{unit}</span>
      </div>
    </div>
  );
}
