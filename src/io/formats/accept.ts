import type { Format } from './format';

/** A kind of file for lists of accepted files. */
export type FileKind = Pick<Format, 'mime' | 'extensions'>;

/** The `accept` value of a file picker for these kinds. */
export function acceptOf(kinds: readonly FileKind[]): string {
  return [...new Set(kinds.flatMap(({ mime, extensions }) => [mime, ...extensions]))].join(',');
}

/** MIME types with their extensions, as in a web app manifest. */
export function extensionsByMime(kinds: readonly FileKind[]): Record<string, string[]> {
  const byMime: Record<string, string[]> = {};
  for (const { mime, extensions } of kinds)
    byMime[mime] = [...new Set([...(byMime[mime] ?? []), ...extensions])];
  return byMime;
}

/** The file entries of a web app manifest. */
interface ManifestParts {
  readonly file_handlers: readonly { readonly accept?: unknown }[];
  readonly share_target: {
    readonly params: { readonly files: readonly { readonly accept?: unknown }[] };
  };
}

/** The manifest with these kinds as the files that the app opens and that can be shared with it. */
export function fillManifest<M extends ManifestParts>(manifest: M, kinds: readonly FileKind[]): M {
  const accept = extensionsByMime(kinds);
  const { share_target, file_handlers } = manifest;
  const { params } = share_target;
  const files = params.files.map((field) => ({ ...field, accept: Object.keys(accept) }));
  return {
    ...manifest,
    file_handlers: file_handlers.map((handler) => ({ ...handler, accept })),
    share_target: { ...share_target, params: { ...params, files } },
  };
}
