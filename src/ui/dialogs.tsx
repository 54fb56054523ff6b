import { useStore } from '@/state/store';
import { AboutDialog } from './about-dialog';
import { CommandPalette } from './command-palette';
import { EngineDialog } from './engine-dialog';
import { HelpDialog } from './help-dialog';
import { PrivacyDialog } from './privacy-dialog';
import { StorageDialog } from './storage-dialog';

/** The dialog that the store names. */
export function Dialogs() {
  const dialog = useStore((state) => state.dialog);
  const setView = useStore((state) => state.setView);
  const close = (): void => {
    // The `close` event of a dialog that has made way for another comes late.
    if (useStore.getState().dialog === dialog) setView({ dialog: null });
  };
  switch (dialog) {
    case 'help':
      return <HelpDialog onClose={close} />;
    case 'palette':
      return <CommandPalette onClose={close} />;
    case 'about':
      return <AboutDialog onClose={close} />;
    case 'privacy':
      return <PrivacyDialog onClose={close} />;
    case 'engine':
      return <EngineDialog onClose={close} />;
    case 'storage':
      return <StorageDialog onClose={close} />;
    default:
      return null;
  }
}
