import { setView, useStore } from '@/state/store/store';
import { CommandPalette } from '@/ui/commands/command-palette';
import { HelpDialog } from '@/ui/commands/help-dialog';
import { StorageDialog } from '@/ui/keep/storage-dialog';
import { PrivacyDialog } from '@/ui/offline/privacy-dialog';
import { MaskReadingDialog } from '@/ui/review/mask-reading-dialog';
import { EngineDialog } from '@/ui/segment/engine-dialog';
import { AboutDialog } from './about-dialog';

/** The dialog that the store names. */
export function Dialogs() {
  const dialog = useStore((state) => state.dialog);
  const close = (): void => {
    // The `close` event of a dialog that another one has replaced comes late.
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
    case 'mask-reading':
      return <MaskReadingDialog onClose={close} />;
    default:
      return null;
  }
}
