import { useId, useState } from 'react';
import { classifySelected } from '@/state/edit/objects';
import { t } from '@/state/text/translate';
import css from './class-field.module.css';
import { usedClasses } from './object-rows';

interface Props {
  readonly classes: Readonly<Record<number, string>>;
  readonly selection: readonly number[];
}

/**
 * The class of the selected objects: typed, or chosen from those in use. Takes effect on Enter and
 * on leaving.
 */
export function ClassField({ classes, selection }: Props) {
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const names = new Set(selection.map((label) => classes[label] ?? ''));
  const [common = ''] = names.size === 1 ? names : [];

  const commit = (): void => {
    if (draft === null) return;
    const name = draft.trim();
    setDraft(null);
    if (names.size > 1 ? name !== '' : name !== common) classifySelected(name);
  };

  return (
    <div className={css.field}>
      <label htmlFor={id}>{t('objects.class')}</label>
      <input
        id={id}
        type="text"
        list={`${id}-used`}
        autoComplete="off"
        disabled={selection.length === 0}
        placeholder={t(names.size > 1 ? 'objects.classMixed' : 'objects.classNone')}
        value={draft ?? common}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit();
          if (event.key === 'Escape') setDraft(null);
        }}
      />
      <datalist id={`${id}-used`}>
        {usedClasses(classes).map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </div>
  );
}
