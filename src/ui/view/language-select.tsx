import { setView, useStore } from '@/state/store/store';
import { LANGUAGES } from '@/state/text/languages';
import { t } from '@/state/text/translate';
import { Select } from '@/ui/widgets/select';

const AS_BROWSER = '';

/** The language of the app, where there is more than one. Each is listed by its own name. */
export function LanguageSelect() {
  const language = useStore((state) => state.language);
  if (LANGUAGES.length === 1) return null;
  const options = [
    { value: AS_BROWSER, label: t('language.browser') },
    ...LANGUAGES.map(({ id, name }) => ({ value: id, label: name })),
  ];
  return (
    <Select
      label={t('language.title')}
      value={language ?? AS_BROWSER}
      options={options}
      onChange={(next) => setView({ language: next === AS_BROWSER ? null : next })}
    />
  );
}
