import { useSyncExternalStore } from 'react';
import type { ObjectTable as Measures } from '@/core/measure/measure';
import { formatChord, isMac } from '@/state/commands/chords';
import { type Command, commandById } from '@/state/commands/commands';
import { reasonOf } from '@/state/failures/describe-failure';
import { measuredObjects, onObjectsMeasured } from '@/state/measure/measure-objects';
import type { ReadyImage } from '@/state/store/document-slice';
import { modalityOf } from '@/state/store/model-facts';
import { selectReadyImage } from '@/state/store/selectors';
import { useStore } from '@/state/store/store';
import { areaUnit } from '@/state/text/area-unit';
import { formatArea, significant } from '@/state/text/format-area';
import { formatNumber } from '@/state/text/format-number';
import { t } from '@/state/text/translate';
import { CommandIcon } from '@/ui/commands/command-icon';
import { Button } from '@/ui/widgets/button';
import { Callout } from '@/ui/widgets/callout';
import { type Fact, FactList } from '@/ui/widgets/fact-list';
import { Section } from '@/ui/widgets/section';
import { ClassField } from './class-field';
import { GeometrySection } from './geometry-section';
import { summariseAreas } from './object-rows';
import { ObjectTable } from './object-table';
import css from './objects-section.module.css';

const ACTIONS = [
  { command: commandById('delete-objects'), label: 'objects.delete' },
  { command: commandById('merge-objects'), label: 'objects.merge' },
  { command: commandById('keep-selected'), label: 'objects.keep' },
] as const;

/**
 * The objects of the active image: measure, find, classify and delete them. A single lesion shows
 * its geometry.
 */
export function ObjectsSection() {
  const image = useStore(selectReadyImage);
  const measured = useSyncExternalStore(onObjectsMeasured, measuredObjects);
  if (!image || measured?.imageId !== image.id) return null;
  const { table, failure } = measured;
  if (failure) {
    return (
      <Section title={t('objects.title')}>
        <Callout kind="error">
          <p>{t('objects.failed', { reason: reasonOf(failure) })}</p>
        </Callout>
      </Section>
    );
  }
  if (!table || table.label.length === 0) return null;
  if (image.settings.objects === 'region' && table.label.length === 1) {
    return <GeometrySection table={table} spacing={image.spacing} />;
  }
  return <Objects image={image} table={table} />;
}

function Objects({ image, table }: { readonly image: ReadyImage; readonly table: Measures }) {
  const selection = useStore((state) => state.selection);
  const count = table.label.length;
  const { noun } = modalityOf(image.mask.result.modality.name);
  const areas = summariseAreas(table.areaPx);
  return (
    <Section
      title={t('objects.title')}
      aside={`${formatNumber(count)} ${t(`objects.${noun}`, { count })}`}
    >
      <FactList facts={summaryFacts(image, count, areas)} />
      <ObjectTable
        key={image.id}
        table={table}
        classes={image.classes}
        unit={areaUnit(areas.medianPx, image.spacing)}
      />
      <div className={css.actions}>
        {ACTIONS.map(({ command, label }) => (
          <ObjectButton key={command.id} command={command} label={t(label)} />
        ))}
      </div>
      <ClassField
        key={`${image.id} ${selection.length} ${selection[0]}`}
        classes={image.classes}
        selection={selection}
      />
    </Section>
  );
}

function ObjectButton({ command, label }: { readonly command: Command; readonly label: string }) {
  const isEnabled = useStore((state) => command.enabled(state));
  const [key] = command.keys;
  const name = t(command.label);
  return (
    <Button
      icon={<CommandIcon id={command.id} size={14} />}
      title={key ? `${name} (${formatChord(key, isMac)})` : name}
      disabled={!isEnabled}
      onClick={() => void command.run()}
    >
      {label}
    </Button>
  );
}

function summaryFacts(
  { facts, spacing }: ReadyImage,
  count: number,
  { meanPx, medianPx }: ReturnType<typeof summariseAreas>,
): readonly Fact[] {
  const area = (term: string, px: number): Fact => ({
    term,
    value: t('area.px2', { area: significant(px) }),
    note: formatArea(px, spacing),
  });
  const lines = [area(t('objects.meanArea'), meanPx), area(t('objects.medianArea'), medianPx)];
  if (!spacing) return lines;
  const imageMm2 = facts.size.width * facts.size.height * spacing.xMm * spacing.yMm;
  const density = t('objects.perMm2', { density: significant(count / imageMm2) });
  return [...lines, { term: t('objects.density'), value: density }];
}
