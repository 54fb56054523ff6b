import { type FormEvent, useEffect, useRef, useState } from 'react';
import { colourOf } from '@/core/labels/palette';
import { answerReading, previewOfChoice } from '@/state/review/mask-question';
import { imageById, useStore } from '@/state/store/store';
import type { MaskQuestion } from '@/state/store/view-slice';
import { formatNumber } from '@/state/text/format-number';
import { nameReading } from '@/state/text/reading-name';
import { t } from '@/state/text/translate';
import { Button } from '@/ui/widgets/button';
import { Dialog } from '@/ui/widgets/dialog';
import css from './mask-reading-dialog.module.css';

/** Asks which of several readings of a mask file is right; each is seen over the image. */
export function MaskReadingDialog({ onClose }: { onClose(): void }) {
  const question = useStore((state) => state.maskQuestion);
  if (!question) return null;
  return (
    <Dialog title={t('maskReading.title', { file: question.file })} width="wide" onClose={onClose}>
      <Choices question={question} onClose={onClose} />
    </Dialog>
  );
}

interface ChoicesProps {
  readonly question: MaskQuestion;
  onClose(): void;
}

function Choices({ question, onClose }: ChoicesProps) {
  const { choices, proposed, role, imageId } = question;
  const [chosen, setChosen] = useState(proposed);
  const image = imageById(imageId);
  const size = image?.facts?.size;
  const imagePx = size ? size.width * size.height : 1;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    answerReading(chosen);
  };
  return (
    <form className={css.form} onSubmit={submit}>
      <p>{t('maskReading.why')}</p>
      <fieldset className={css.choices}>
        <legend>{t('maskReading.choices')}</legend>
        {choices.map(({ reading, objectCount, areaPx }, i) => (
          <label key={`${reading.kind} ${reading.value}`} className={css.choice}>
            <Picture choice={i} thumbnailUrl={image?.thumbnailUrl ?? null} />
            <span className={css.name}>
              <input
                type="radio"
                name="reading"
                checked={i === chosen}
                data-first-focus={i === proposed ? '' : undefined}
                onChange={() => setChosen(i)}
              />
              <span>
                {nameReading(reading)}
                {i === 0 ? <em> ({t('maskReading.likely')})</em> : null}
              </span>
            </span>
            <span className={css.counts}>
              {t('maskReading.counts', {
                objects: objectCount,
                share: formatNumber((100 * areaPx) / imagePx, 1),
              })}
            </span>
          </label>
        ))}
      </fieldset>
      <div className={css.actions}>
        <Button onClick={onClose}>{t('maskReading.cancel')}</Button>
        <Button kind="primary" type="submit">
          {t(`maskReading.use.${role}`)}
        </Button>
      </div>
    </form>
  );
}

interface PictureProps {
  readonly choice: number;
  readonly thumbnailUrl: string | null;
}

/** How much of the image's preview shows through objects, 0–255. */
const COVER = 190;

/** A reading's objects over a preview of the image. */
function Picture({ choice, thumbnailUrl }: PictureProps) {
  const ref = useRef<HTMLCanvasElement>(null);
  const palette = useStore((state) => state.palette);
  const preview = previewOfChoice(choice);
  useEffect(() => {
    const context = ref.current?.getContext('2d');
    if (!context || !preview) return;
    const { width, height, cover, labels } = preview;
    const pixels = context.createImageData(width, height);
    for (let i = 0; i < labels.length; i++) {
      const label = labels[i] as number;
      if (label === 0) continue;
      pixels.data.set(colourOf(palette, label), 4 * i);
      pixels.data[4 * i + 3] = ((cover[i] as number) * COVER) / 255;
    }
    context.putImageData(pixels, 0, 0);
  }, [preview, palette]);
  return (
    <span className={css.picture} aria-hidden="true">
      {thumbnailUrl ? <img src={thumbnailUrl} alt="" /> : null}
      <canvas ref={ref} width={preview?.width ?? 1} height={preview?.height ?? 1} />
    </span>
  );
}
