import { type FormatId, formatById, formats } from '@/io/formats/formats';
import { MAX_MEGAPIXELS } from '@/io/refusals';
import { spokenLocale } from './spoken-language';
import { t } from './translate';

const titles = formats.map(({ title }) => title);

/** The formats that open and the limits of an image, for the first screen. */
export function describeFormats(): string {
  return t('welcome.formats', { formats: titles.join(', '), megapixels: MAX_MEGAPIXELS });
}

/** The formats that open, to choose one from: “PNG, JPEG or WebP”. */
export function chooseFormat(): string {
  return new Intl.ListFormat(spokenLocale(), { type: 'disjunction' }).format(titles);
}

/** The usual name of a format. */
export function formatTitle(id: FormatId): string {
  return formatById(id).title;
}
