/**
 * The one Trusted Types policy of page and workers: scripts must come from this origin's own URLs,
 * and no text may become HTML. Konva empties its container with `innerHTML = ''`.
 */
export function lockScripts(): void {
  if (!('trustedTypes' in globalThis)) return; // Safari and Firefox before 2026 do not enforce them
  const { trustedTypes } = globalThis as unknown as { trustedTypes: TrustedTypesFactory };
  trustedTypes.createPolicy('default', {
    createScriptURL(url) {
      if (new URL(url, location.href).origin === location.origin) return url;
      throw new TypeError(`Refused a script from ${url}: it is not of this origin`);
    },
    createHTML(html) {
      if (html === '') return html;
      throw new TypeError('Refused to turn a text into HTML');
    },
  });
}

interface TrustedTypesFactory {
  createPolicy(
    name: 'default',
    rules: { createScriptURL(url: string): string; createHTML(html: string): string },
  ): unknown;
}
