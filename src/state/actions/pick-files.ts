import { openFiles } from './open-images';

/** Asks the person for pictures with the system's file dialog. */
export function pickFiles(): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.accept = 'image/*';
  input.hidden = true;
  input.addEventListener('change', () => {
    input.remove();
    void openFiles([...(input.files ?? [])]);
  });
  input.addEventListener('cancel', () => input.remove());
  document.body.append(input); // Safari forgets an input that is not in the document
  input.click();
}
