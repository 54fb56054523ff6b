/** Opens the system's file dialog; an empty list when it is closed without a choice. */
export function chooseFiles(accept: string, isMultiple = false): Promise<File[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = accept;
    input.multiple = isMultiple;
    input.hidden = true;
    const end = (): void => {
      input.remove();
      resolve([...(input.files ?? [])]);
    };
    input.addEventListener('change', end, { once: true });
    input.addEventListener('cancel', end, { once: true });
    document.body.append(input); // Safari forgets an input that is not in the document
    input.click();
  });
}
