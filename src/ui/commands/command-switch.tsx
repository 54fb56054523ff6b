import type { Command } from '@/state/commands/commands';
import { useStore } from '@/state/store/store';
import { t } from '@/state/text/translate';
import { Switch } from '@/ui/widgets/switch';

/** A command that is on or off, as a switch with its name. */
export function CommandSwitch({ command }: { readonly command: Command }) {
  const isEnabled = useStore((state) => command.enabled(state));
  const isOn = useStore((state) => command.isOn?.(state) ?? false);
  return (
    <Switch
      label={t(command.label)}
      isOn={isOn}
      isDisabled={!isEnabled}
      onChange={() => void command.run()}
    />
  );
}
