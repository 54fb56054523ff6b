import type { Format } from '@/io/formats/format';
import { type FormatId, formatById, formats } from '@/io/formats/formats';
import { MAX_MEGAPIXELS } from '@/io/refusals';
import { spokenLocale } from './spoken-language';
import { t } from './translate';

type Titled = Pick<Format, 'title'>;

/** The formats that open and the limits of a picture, as the first screen says them. */
export function describeFormats(rows: readonly Titled[] = formats): string {
  const titles = rows.map(({ title }) => title).join(', ');
  return t('welcome.formats', { formats: titles, megapixels: MAX_MEGAPIXELS });
}

/** The formats that open, to choose one from: “PNG, JPEG or WebP”. */
export function chooseFormat(rows: readonly Titled[] = formats): string {
  return new Intl.ListFormat(spokenLocale(), { type: 'disjunction' }).format(
    rows.map(({ title }) => title),
  );
}

/** What people call a format. */
export function formatTitle(id: FormatId): string {
  return formatById(id).title;
}
