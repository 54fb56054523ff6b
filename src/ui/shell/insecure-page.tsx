import { t } from '@/state/text/translate';
import { Callout } from '@/ui/widgets/callout';

/**
 * Replaces the app where the browser withholds what it needs: pages of another computer over plain
 * HTTP.
 */
export function InsecurePage() {
  return (
    <main>
      <Callout kind="error" title={t('insecure.title')}>
        <p>{t('insecure.next', { address: location.origin })}</p>
      </Callout>
    </main>
  );
}
