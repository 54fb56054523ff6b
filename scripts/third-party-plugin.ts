import license, { type Dependency } from 'rollup-plugin-license';
import type { Plugin } from 'vite';

const FILE = 'third-party-licenses.txt';
const RULE = '-'.repeat(80);

/**
 * Collects the licences of every package in the app, page and workers alike, into one file of the
 * build. `collect` goes into the plugins of each bundle, `emit` into the page's.
 */
export function thirdPartyLicenses(): { readonly collect: () => Plugin; readonly emit: Plugin } {
  const found = new Map<string, string>();
  const add = (packages: readonly Dependency[]): void => {
    for (const { name, version, license: id, licenseText, author } of packages) {
      if (!name || !id) throw new Error(`${name ?? 'A package'} of the build states no licence`);
      const text =
        licenseText ?? `The package ships no text. Author: ${author?.text() ?? 'not named'}`;
      found.set(name, `${RULE}\n${name} ${version} (${id})\n\n${text.trim()}\n`);
    }
  };
  return {
    collect: () => license({ thirdParty: { output: add } }) as Plugin,
    emit: {
      name: 'third-party-licenses',
      apply: 'build',
      generateBundle: {
        order: 'post',
        handler() {
          const source = [...found].sort(([a], [b]) => a.localeCompare(b)).map(([, text]) => text);
          this.emitFile({ type: 'asset', fileName: FILE, source: source.join('\n') });
        },
      },
    },
  };
}
