import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Plugin, type ResolvedConfig, runnerImport } from 'vite';

const NAME = 'manifest.webmanifest';

/**
 * Writes the kinds of files that open into the web app manifest of the build, from the tables of
 * formats and archives: what the system offers to open with the app, and to share with it.
 */
export function manifest(): Plugin {
  let config: ResolvedConfig;
  const load = async <Module>(path: string): Promise<Module> => {
    const { root, resolve } = config;
    const loaded = await runnerImport<Module>(join(root, path), {
      configFile: false,
      root,
      logLevel: 'warn',
      resolve: { alias: resolve.alias },
    });
    return loaded.module;
  };
  return {
    name: 'manifest',
    apply: 'build',
    configResolved(resolved) {
      config = resolved;
    },
    async generateBundle() {
      type Accept = typeof import('../src/io/formats/accept.ts');
      type Openable = typeof import('../src/io/formats/openable.ts');
      const { fillManifest } = await load<Accept>('src/io/formats/accept.ts');
      const { openable } = await load<Openable>('src/io/formats/openable.ts');
      const template = JSON.parse(readFileSync(join(config.publicDir, NAME), 'utf8'));
      const source = JSON.stringify(fillManifest(template, openable), null, 2);
      this.emitFile({ type: 'asset', fileName: NAME, source }); // in place of the copy of public
    },
  };
}
