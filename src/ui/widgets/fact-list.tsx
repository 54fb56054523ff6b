import css from './fact-list.module.css';

export interface Fact {
  readonly term: string;
  readonly value: string;
  /** The same in another unit, or what it is a part of. */
  readonly note?: string | null;
  /** Explains the term. */
  readonly hint?: string;
}

/** Measured values, one a line, with numbers on the right. */
export function FactList({
  facts,
  label,
}: {
  readonly facts: readonly Fact[];
  readonly label?: string;
}) {
  return (
    <dl className={css.facts} aria-label={label}>
      {facts.map(({ term, value, note, hint }) => (
        <div key={term} title={hint}>
          <dt>{term}</dt>
          <dd>
            <span>{value}</span>
            {note ? <small>{note}</small> : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}
