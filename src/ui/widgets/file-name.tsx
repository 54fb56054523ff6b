import css from './file-name.module.css';

/** Characters of the end that stay visible: a running number and the extension tell files apart. */
const TAIL = 12;

/** A file's name on one line; where it is too long, its middle is left out and its end stays. */
export function FileName({ name }: { readonly name: string }) {
  const chars = [...name];
  if (chars.length <= 2 * TAIL) return <span className={css.whole}>{name}</span>;
  return (
    <span className={css.name}>
      <span className={css.head}>{chars.slice(0, -TAIL).join('')}</span>
      <span>{chars.slice(-TAIL).join('')}</span>
    </span>
  );
}
