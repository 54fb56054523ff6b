import css from './progress-bar.module.css';

interface Props {
  readonly label: string;
  /** Share done 0–1; `null` when it cannot be known. */
  readonly share: number | null;
}

export function ProgressBar({ label, share }: Props) {
  return (
    <div
      className={css.track}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={share === null ? undefined : Math.round(share * 100)}
    >
      <div
        className={share === null ? css.unknown : css.bar}
        style={share === null ? undefined : { width: `${share * 100}%` }}
      />
    </div>
  );
}
