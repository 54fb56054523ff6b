import { formatChord, isMac } from '@/state/commands/chords';
import type { Command } from '@/state/commands/commands';
import { useStore } from '@/state/store/store';
import { t } from '@/state/text/translate';
import { Button, type ButtonProps } from '@/ui/widgets/button';
import { IconButton } from '@/ui/widgets/icon-button';
import { CommandIcon } from './command-icon';

interface Props {
  readonly command: Command;
}

/** A command as a square button with its icon. Its name and first key are the tip. */
export function CommandIconButton({
  command,
  tip,
}: Props & { readonly tip?: 'below' | 'below-end' | 'above' | 'right' }) {
  const isEnabled = useStore((state) => command.enabled(state));
  const isOn = useStore((state) => command.isOn?.(state));
  const [key] = command.keys;
  return (
    <IconButton
      label={t(command.label)}
      hint={key ? formatChord(key, isMac) : undefined}
      icon={<CommandIcon id={command.id} />}
      tip={tip}
      disabled={!isEnabled}
      aria-pressed={isOn}
      onClick={() => void command.run()}
    />
  );
}

/** A command as a button with its name. */
export function CommandButton({
  command,
  kind,
  hasIcon = true,
}: Props & { readonly kind?: ButtonProps['kind']; readonly hasIcon?: boolean }) {
  const isEnabled = useStore((state) => command.enabled(state));
  return (
    <Button
      kind={kind}
      icon={hasIcon ? <CommandIcon id={command.id} /> : undefined}
      disabled={!isEnabled}
      onClick={() => void command.run()}
    >
      {t(command.label)}
    </Button>
  );
}
