import { circularity } from '@/core/measure/circularity';
import type { ObjectTable } from '@/core/measure/measure';
import type { PixelSpacing } from '@/core/types';
import { formatArea } from '@/state/text/format-area';
import { formatLength, formatPixels } from '@/state/text/format-length';
import { formatFixed } from '@/state/text/format-number';
import { t } from '@/state/text/translate';
import { FactList } from '@/ui/widgets/fact-list';
import { Section } from '@/ui/widgets/section';

interface Props {
  /** Measures of one object. */
  readonly table: ObjectTable;
  readonly spacing: PixelSpacing | null;
}

/** Size and shape of an image's only object. */
export function GeometrySection({ table, spacing }: Props) {
  const areaPx = table.areaPx[0] ?? 0;
  const perimeterPx = table.perimeterPx[0] ?? 0;
  const feretPx = table.feretPx[0] ?? 0;
  const isAtBorder = table.touchesBorder[0] === 1;
  return (
    <Section title={t('geometry.title')}>
      <FactList
        facts={[
          {
            term: t('geometry.area'),
            value: t('area.px2', { area: areaPx }),
            note: formatArea(areaPx, spacing),
          },
          {
            term: t('geometry.perimeter'),
            value: formatPixels(perimeterPx),
            note: formatLength(perimeterPx, spacing),
            hint: t('objects.columnHint.perimeter'),
          },
          {
            term: t('geometry.feret'),
            value: formatPixels(feretPx),
            note: formatLength(feretPx, spacing),
            hint: t('objects.columnHint.feret'),
          },
          {
            term: t('geometry.circularity'),
            value: formatFixed(circularity(areaPx, perimeterPx), 2),
            hint: t('objects.columnHint.circularity'),
          },
          {
            term: t('geometry.border'),
            value: t(isAtBorder ? 'geometry.atBorder' : 'geometry.clear'),
          },
        ]}
      />
    </Section>
  );
}
